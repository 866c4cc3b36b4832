/** Facts of a file to words: the mirror of `unpack-facts.ts`. */
import type {
  AssignmentFact,
  BindingFact,
  BranchFact,
  CallFact,
  ClassFact,
  DecoratorFact,
  ExportFact,
  FileFacts,
  FunctionFact,
  ImportFact,
  MemberFact,
  ParameterFact,
  TypeFact,
} from '../file-facts.ts';
import type { TypeRef, Value } from '../value.ts';
import { numbered, packType, packTypeMembers, packValue } from './pack-values.ts';
import {
  bindingKinds,
  callKinds,
  comparisonKinds,
  exportKinds,
  header,
  headerLength,
  importKinds,
  memberKinds,
  type PackedFacts,
  recordLength,
} from './packed-facts.ts';
import { WordWriter } from './word-writer.ts';

const bindingKind = numbered(bindingKinds);
const callKind = numbered(callKinds);
const comparisonKind = numbered(comparisonKinds);
const memberKind = numbered(memberKinds);
const importKind = numbered(importKinds);
const exportKind = numbered(exportKinds);

export function packFacts(facts: FileFacts): PackedFacts {
  return new FactsPacker().pack(facts);
}

class FactsPacker {
  private readonly writer = new WordWriter();

  pack(facts: FileFacts): PackedFacts {
    const { writer } = this;
    writer.reserve(headerLength);
    writer.set(header.lines, facts.lines);
    // Lists whose items are asked for one by one: records of equal length first, what they refer to behind them.
    this.records(header.bindings, recordLength.binding, facts.bindings, (one, at) => this.binding(one, at));
    this.records(header.functions, recordLength.function, facts.functions, (one, at) =>
      this.function(one, at),
    );
    this.records(header.calls, recordLength.call, facts.calls, (one, at) => this.call(one, at));
    this.records(header.assignments, recordLength.assignment, facts.assignments, (one, at) =>
      this.assignment(one, at),
    );
    // Lists that are read as a whole.
    this.list(header.problems, facts.problems, ({ line, what, because }) => {
      writer.push(line);
      writer.pushText(what);
      writer.pushText(because);
    });
    this.list(header.classes, facts.classes, (one) => this.class(one));
    this.list(header.types, facts.types, (one) => this.type(one));
    this.list(header.enums, facts.enums, ({ name, line, members }) => {
      writer.pushText(name);
      writer.push(line);
      this.items(members, (member) => {
        writer.pushText(member.name);
        this.optionalValue(member.value);
      });
    });
    this.list(header.imports, facts.imports, (one) => this.import(one));
    this.list(header.exports, facts.exports, (one) => this.export(one));
    this.list(header.branches, facts.branches, (one) => this.branch(one));
    const ends = writer.stringEnds;
    writer.set(header.strings, ends.length);
    writer.set(header.strings + 1, writer.position);
    for (const end of ends) writer.push(end);
    return writer.finish();
  }

  private records<T>(
    place: number,
    length: number,
    items: readonly T[],
    write: (item: T, at: number) => void,
  ): void {
    const start = this.writer.reserve(items.length * length);
    this.writer.set(place, items.length);
    this.writer.set(place + 1, start);
    let at = start;
    for (const item of items) {
      write(item, at);
      at += length;
    }
  }

  private list<T>(place: number, items: readonly T[], write: (item: T) => void): void {
    this.writer.set(place, items.length);
    this.writer.set(place + 1, this.writer.position);
    for (const item of items) write(item);
  }

  /** A count with what it counts behind it. */
  private items<T>(items: readonly T[], write: (item: T) => void): void {
    this.writer.push(items.length);
    for (const item of items) write(item);
  }

  /** Position of a list of its own, 0 for an empty one. */
  private itemsAt<T>(items: readonly T[], write: (item: T) => void): number {
    if (items.length === 0) return 0;
    const at = this.writer.position;
    this.items(items, write);
    return at;
  }

  private valueAt(value: Value | null): number {
    if (value === null) return 0;
    const at = this.writer.position;
    packValue(this.writer, value);
    return at;
  }

  private typeAt(type: TypeRef | null): number {
    if (type === null) return 0;
    const at = this.writer.position;
    packType(this.writer, type);
    return at;
  }

  private readonly value = (value: Value): void => packValue(this.writer, value);

  private readonly typeRef = (type: TypeRef): void => packType(this.writer, type);

  private optionalValue(value: Value | null): void {
    this.writer.push(value === null ? 0 : 1);
    if (value !== null) packValue(this.writer, value);
  }

  private optionalType(type: TypeRef | null): void {
    this.writer.push(type === null ? 0 : 1);
    if (type !== null) packType(this.writer, type);
  }

  private binding(one: BindingFact, at: number): void {
    const { writer } = this;
    writer.set(at, writer.idOf(one.name));
    writer.set(at + 1, bindingKind[one.kind]);
    writer.set(at + 2, one.line);
    writer.set(at + 3, one.within);
    writer.set(at + 4, this.typeAt(one.type));
    writer.set(at + 5, this.valueAt(one.value));
    writer.set(at + 6, writer.idOf(one.imported));
    writer.set(at + 7, writer.idOf(one.specifier));
    writer.set(at + 8, one.valueUses);
    writer.set(at + 9, one.typeUses);
  }

  private function(one: FunctionFact, at: number): void {
    const { writer } = this;
    writer.set(at, writer.idOf(one.name));
    writer.set(at + 1, one.line);
    writer.set(at + 2, one.endLine);
    writer.set(at + 3, one.parent);
    writer.set(at + 4, one.class);
    writer.set(
      at + 5,
      this.itemsAt(one.parameters, (parameter) => this.parameter(parameter)),
    );
    writer.set(at + 6, this.typeAt(one.returnType));
    writer.set(at + 7, this.itemsAt(one.returns, this.value));
    writer.set(at + 8, (one.isAsync ? 1 : 0) | (one.isServerAction ? 2 : 0));
  }

  private parameter(one: ParameterFact): void {
    const { writer } = this;
    writer.pushText(one.name);
    writer.push((one.isMember ? 1 : 0) | (one.isRest ? 2 : 0));
    this.optionalType(one.type);
    this.optionalValue(one.initial);
    this.items(one.keys, (key) => writer.pushText(key));
    this.decorators(one.decorators);
  }

  private decorators(list: readonly DecoratorFact[]): void {
    this.items(list, ({ name, binding, args, line }) => {
      this.writer.pushText(name);
      this.writer.push(binding);
      this.writer.push(line);
      this.items(args, this.value);
    });
  }

  private call(one: CallFact, at: number): void {
    const { writer } = this;
    writer.set(at, callKind[one.kind] | (one.isAwaited ? 4 : 0) | (one.isOutside ? 8 : 0));
    writer.set(at + 1, writer.idOf(one.name));
    writer.set(at + 2, one.line);
    writer.set(at + 3, one.within);
    writer.set(at + 4, this.valueAt(one.callee));
    writer.set(at + 5, this.itemsAt(one.args, this.value));
    writer.set(at + 6, this.itemsAt(one.typeArgs, this.typeRef));
  }

  private assignment(one: AssignmentFact, at: number): void {
    this.writer.set(at, this.valueAt(one.target));
    this.writer.set(at + 1, this.valueAt(one.value));
    this.writer.set(at + 2, one.line);
    this.writer.set(at + 3, one.within);
  }

  private class(one: ClassFact): void {
    const { writer } = this;
    writer.pushText(one.name);
    writer.push(one.line);
    writer.push(one.endLine);
    writer.push(one.within);
    writer.push(one.isAbstract ? 1 : 0);
    this.optionalValue(one.extends);
    this.items(one.extendsArgs, this.typeRef);
    this.items(one.implements, this.typeRef);
    this.decorators(one.decorators);
    this.items(one.members, (member) => this.member(member));
  }

  private member(one: MemberFact): void {
    const { writer } = this;
    writer.pushText(one.name);
    writer.push(memberKind[one.kind]);
    writer.push(one.isStatic ? 1 : 0);
    writer.push(one.line);
    writer.push(one.function);
    this.optionalType(one.type);
    this.optionalValue(one.value);
    this.decorators(one.decorators);
  }

  private type(one: TypeFact): void {
    const { writer } = this;
    writer.pushText(one.name);
    writer.push(one.line);
    this.items(one.extends, this.typeRef);
    writer.push(one.members.length);
    packTypeMembers(writer, one.members);
    this.optionalType(one.alias);
  }

  private import(one: ImportFact): void {
    const { writer } = this;
    writer.pushText(one.specifier);
    writer.push(importKind[one.kind]);
    writer.push(one.line);
    this.items(one.names, (name) => writer.pushText(name));
    writer.push((one.isTypeOnly ? 1 : 0) | (one.isOptional ? 2 : 0));
    writer.push(one.within);
    this.optionalValue(one.computed);
  }

  private branch({ alternatives, line, endLine, within }: BranchFact): void {
    const { writer } = this;
    writer.push(line);
    writer.push(endLine);
    writer.push(within);
    this.items(alternatives, (comparisons) =>
      this.items(comparisons, ({ of, how, text }) => {
        writer.push(comparisonKind[how]);
        writer.pushText(text);
        packValue(writer, of);
      }),
    );
  }

  private export(one: ExportFact): void {
    const { writer } = this;
    writer.push(exportKind[one.kind]);
    writer.push(one.line);
    writer.push(one.isTypeOnly ? 1 : 0);
    if (one.kind !== 'all') writer.pushText(one.name);
    if (one.kind === 'from') writer.pushText(one.imported);
    if (one.kind === 'local') packValue(writer, one.value);
    else writer.pushText(one.specifier);
  }
}
