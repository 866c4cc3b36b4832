/**
 * Facts of a file out of words: the mirror of `pack-facts.ts`. Lists are made when they are first asked for; bindings,
 * functions, calls and assignments decode their parts one by one, each once, so that a value keeps its identity.
 */
import type {
  BranchFact,
  ClassFact,
  EnumFact,
  ExportFact,
  FileFacts,
  ImportFact,
  Problem,
  TypeFact,
} from '../file-facts.ts';
import { header, type PackedFacts, recordLength } from './packed-facts.ts';
import { AssignmentView, BindingView, CallView, FunctionView } from './record-views.ts';
import {
  unpackBranch,
  unpackClass,
  unpackEnum,
  unpackExport,
  unpackImport,
  unpackProblem,
  unpackTypeFact,
} from './unpack-lists.ts';
import { WordReader } from './word-reader.ts';

/** Facts of a file that can be searched without being decoded. */
export interface KnownFacts extends FileFacts {
  /** False when a text is no part of any name or string of the file. */
  mentions(text: string): boolean;
  /** Decodes at once what linking asks of nearly every file; it is decoded when it is asked for otherwise. */
  decode(): void;
}

export function unpackFacts(packed: PackedFacts): KnownFacts {
  return new FactsView(new WordReader(packed));
}

class FactsView implements KnownFacts {
  private readonly reader: WordReader;
  private ownProblems: readonly Problem[] | undefined;
  private ownBindings: readonly BindingView[] | undefined;
  private ownFunctions: readonly FunctionView[] | undefined;
  private ownClasses: readonly ClassFact[] | undefined;
  private ownTypes: readonly TypeFact[] | undefined;
  private ownEnums: readonly EnumFact[] | undefined;
  private ownImports: readonly ImportFact[] | undefined;
  private ownExports: readonly ExportFact[] | undefined;
  private ownCalls: readonly CallView[] | undefined;
  private ownBranches: readonly BranchFact[] | undefined;
  private ownAssignments: readonly AssignmentView[] | undefined;

  constructor(reader: WordReader) {
    this.reader = reader;
  }

  mentions(text: string): boolean {
    return this.reader.text.includes(text);
  }

  decode(): void {
    for (const list of [this.bindings, this.functions, this.calls, this.assignments])
      for (const view of list) view.decode();
  }

  get lines(): number {
    return this.reader.word(header.lines);
  }

  get problems(): readonly Problem[] {
    this.ownProblems ??= this.list(header.problems, unpackProblem);
    return this.ownProblems;
  }

  get bindings(): readonly BindingView[] {
    this.ownBindings ??= this.records(header.bindings, recordLength.binding, BindingView);
    return this.ownBindings;
  }

  get functions(): readonly FunctionView[] {
    this.ownFunctions ??= this.records(header.functions, recordLength.function, FunctionView);
    return this.ownFunctions;
  }

  get classes(): readonly ClassFact[] {
    this.ownClasses ??= this.list(header.classes, unpackClass);
    return this.ownClasses;
  }

  get types(): readonly TypeFact[] {
    this.ownTypes ??= this.list(header.types, unpackTypeFact);
    return this.ownTypes;
  }

  get enums(): readonly EnumFact[] {
    this.ownEnums ??= this.list(header.enums, unpackEnum);
    return this.ownEnums;
  }

  get imports(): readonly ImportFact[] {
    this.ownImports ??= this.list(header.imports, unpackImport);
    return this.ownImports;
  }

  get exports(): readonly ExportFact[] {
    this.ownExports ??= this.list(header.exports, unpackExport);
    return this.ownExports;
  }

  get calls(): readonly CallView[] {
    this.ownCalls ??= this.records(header.calls, recordLength.call, CallView);
    return this.ownCalls;
  }

  get assignments(): readonly AssignmentView[] {
    this.ownAssignments ??= this.records(header.assignments, recordLength.assignment, AssignmentView);
    return this.ownAssignments;
  }

  get branches(): readonly BranchFact[] {
    this.ownBranches ??= this.list(header.branches, unpackBranch);
    return this.ownBranches;
  }

  private records<T>(place: number, length: number, View: new (reader: WordReader, at: number) => T): T[] {
    const { reader } = this;
    const count = reader.word(place);
    const start = reader.word(place + 1);
    const views = new Array<T>(count);
    for (let index = 0; index < count; index += 1) views[index] = new View(reader, start + index * length);
    return views;
  }

  private list<T>(place: number, read: (reader: WordReader) => T): readonly T[] {
    const { reader } = this;
    reader.at = reader.word(place + 1);
    return reader.several(reader.word(place), read);
  }
}
