/** Values and types from words: the mirror of `pack-values.ts`. */
import type { ObjectEntry, TypeMember, TypeRef, Value } from '../value.ts';
import { kindBits, kindMask, typeKinds, valueKinds } from './packed-facts.ts';
import type { WordReader } from './word-reader.ts';

/** Reads the value at the cursor and leaves the cursor behind it. */
export function unpackValue(reader: WordReader): Value {
  const word = reader.next();
  const beside = word >>> kindBits;
  const kind = valueKinds[word & kindMask];
  switch (kind) {
    // The usual ones first: kinds are compared one after the other.
    case 'name':
      return { kind, name: reader.nextString(), binding: beside - 1 };
    case 'member':
      return { kind, of: unpackValue(reader), name: reader.string(beside) };
    case 'call':
      return { kind, call: beside };
    case 'string':
      return { kind, text: reader.string(beside) };
    case 'parameter':
      return { kind, function: beside, position: reader.next() };
    case 'this':
      return { kind, class: beside - 1 };
    case 'number':
      return { kind, value: Number(reader.string(beside)) };
    case 'integer':
      return { kind: 'number', value: beside };
    case 'boolean':
      return { kind, value: beside === 1 };
    case 'regexp':
      return { kind, text: reader.string(beside) };
    case 'template': {
      const texts: string[] = [];
      for (let index = 0; index <= beside; index += 1) texts.push(reader.nextString());
      return { kind, texts, holes: unpackValues(reader, beside) };
    }
    case 'concat':
      return { kind, parts: unpackValues(reader, beside) };
    case 'super':
      return { kind, class: beside - 1 };
    case 'index':
      return { kind, of: unpackValue(reader), key: unpackValue(reader) };
    case 'element':
      return { kind, of: unpackValue(reader) };
    case 'object':
      return unpackObject(reader, beside);
    case 'array':
      return { kind, items: unpackValues(reader, beside) };
    case 'spread':
      return { kind, of: unpackValue(reader) };
    case 'function':
      return { kind, function: beside };
    case 'class':
      return { kind, class: beside };
    case 'module':
      return { kind, specifier: reader.string(beside) };
    case 'either':
      return { kind, options: unpackValues(reader, beside) };
    default:
      return { kind: 'other', syntax: reader.string(beside) };
  }
}

function unpackObject(reader: WordReader, count: number): Value {
  const spreads = reader.next();
  const entries = reader.several(count, unpackEntry);
  return { kind: 'object', entries, spreads: unpackValues(reader, spreads) };
}

function unpackEntry(reader: WordReader): ObjectEntry {
  const key = reader.nextString();
  const line = reader.next();
  return { key, value: unpackValue(reader), line };
}

function unpackValues(reader: WordReader, count: number): readonly Value[] {
  return reader.several(count, unpackValue);
}

/** Reads the type at the cursor and leaves the cursor behind it. */
export function unpackType(reader: WordReader): TypeRef {
  const word = reader.next();
  const beside = word >>> kindBits;
  const kind = typeKinds[word & kindMask];
  switch (kind) {
    case 'named': {
      const name = reader.nextString();
      return { kind, name, binding: beside - 1, args: unpackTypes(reader, reader.next()) };
    }
    case 'union':
    case 'intersection':
      return { kind, of: unpackTypes(reader, beside) };
    case 'array':
      return { kind, of: unpackType(reader) };
    case 'literal':
      return { kind, text: reader.string(beside) };
    case 'object':
      return { kind, members: unpackTypeMembers(reader, beside) };
    case 'typeof':
      return { kind, of: unpackValue(reader) };
    case 'imported':
      return { kind, specifier: reader.string(beside), name: reader.nextString() };
    case 'function':
      return { kind, returns: unpackType(reader) };
    case 'indexed':
      return { kind, of: unpackType(reader), key: reader.string(beside) };
    default:
      return { kind: 'other', syntax: reader.string(beside) };
  }
}

function unpackTypes(reader: WordReader, count: number): readonly TypeRef[] {
  return reader.several(count, unpackType);
}

export function unpackTypeMembers(reader: WordReader, count: number): readonly TypeMember[] {
  return reader.several(count, unpackTypeMember);
}

function unpackTypeMember(reader: WordReader): TypeMember {
  const name = reader.nextString();
  return { name, type: unpackType(reader) };
}
