/** The facts that are read as a whole list, one at a time from the cursor on. */
import type {
  BranchFact,
  ClassFact,
  ComparisonFact,
  DecoratorFact,
  EnumFact,
  ExportFact,
  ImportFact,
  MemberFact,
  ParameterFact,
  Problem,
  TypeFact,
} from '../file-facts.ts';
import type { TypeRef, Value } from '../value.ts';
import { comparisonKinds, exportKinds, importKinds, memberKinds } from './packed-facts.ts';
import { unpackType, unpackTypeMembers, unpackValue } from './unpack-values.ts';
import type { WordReader } from './word-reader.ts';

const nextString = (reader: WordReader): string => reader.nextString();

function optionalValue(reader: WordReader): Value | null {
  return reader.next() === 0 ? null : unpackValue(reader);
}

function optionalType(reader: WordReader): TypeRef | null {
  return reader.next() === 0 ? null : unpackType(reader);
}

export function unpackProblem(reader: WordReader): Problem {
  return { line: reader.next(), what: reader.nextString(), because: reader.nextString() };
}

export function unpackParameter(reader: WordReader): ParameterFact {
  const name = reader.nextString();
  const flags = reader.next();
  return {
    name,
    type: optionalType(reader),
    initial: optionalValue(reader),
    keys: reader.items(nextString),
    isMember: (flags & 1) !== 0,
    isRest: (flags & 2) !== 0,
    decorators: reader.items(unpackDecorator),
  };
}

function unpackDecorator(reader: WordReader): DecoratorFact {
  const name = reader.nextString();
  const binding = reader.next();
  const line = reader.next();
  return { name, binding, args: reader.items(unpackValue), line };
}

export function unpackClass(reader: WordReader): ClassFact {
  return {
    name: reader.nextString(),
    line: reader.next(),
    endLine: reader.next(),
    within: reader.next(),
    isAbstract: reader.next() === 1,
    extends: optionalValue(reader),
    extendsArgs: reader.items(unpackType),
    implements: reader.items(unpackType),
    decorators: reader.items(unpackDecorator),
    members: reader.items(unpackMember),
  };
}

function unpackMember(reader: WordReader): MemberFact {
  const name = reader.nextString();
  const kind = memberKinds[reader.next()] ?? 'property';
  const isStatic = reader.next() === 1;
  const line = reader.next();
  const own = reader.next();
  return {
    name,
    kind,
    isStatic,
    line,
    type: optionalType(reader),
    value: optionalValue(reader),
    function: own,
    decorators: reader.items(unpackDecorator),
  };
}

export function unpackTypeFact(reader: WordReader): TypeFact {
  return {
    name: reader.nextString(),
    line: reader.next(),
    extends: reader.items(unpackType),
    members: unpackTypeMembers(reader, reader.next()),
    alias: optionalType(reader),
  };
}

export function unpackEnum(reader: WordReader): EnumFact {
  return {
    name: reader.nextString(),
    line: reader.next(),
    members: reader.items((inner) => ({ name: inner.nextString(), value: optionalValue(inner) })),
  };
}

export function unpackImport(reader: WordReader): ImportFact {
  const specifier = reader.nextString();
  const kind = importKinds[reader.next()] ?? 'static';
  const line = reader.next();
  const names = reader.items(nextString);
  const flags = reader.next();
  return {
    specifier,
    kind,
    line,
    names,
    isTypeOnly: (flags & 1) !== 0,
    isOptional: (flags & 2) !== 0,
    within: reader.next(),
    computed: optionalValue(reader),
  };
}

export function unpackBranch(reader: WordReader): BranchFact {
  const line = reader.next();
  const endLine = reader.next();
  const within = reader.next();
  return { alternatives: reader.items((inner) => inner.items(unpackComparison)), line, endLine, within };
}

function unpackComparison(reader: WordReader): ComparisonFact {
  const how = comparisonKinds[reader.next()] ?? 'is';
  const text = reader.nextString();
  return { of: unpackValue(reader), how, text };
}

export function unpackExport(reader: WordReader): ExportFact {
  const kind = exportKinds[reader.next()] ?? 'all';
  const line = reader.next();
  const isTypeOnly = reader.next() === 1;
  if (kind === 'all') return { kind, specifier: reader.nextString(), line, isTypeOnly };
  const name = reader.nextString();
  if (kind === 'local') return { kind, name, value: unpackValue(reader), line, isTypeOnly };
  const imported = reader.nextString();
  return { kind, name, imported, specifier: reader.nextString(), line, isTypeOnly };
}
