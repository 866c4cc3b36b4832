/** Values and types as words: the mirror of `unpack-values.ts`. */
import type { TypeMember, TypeRef, Value } from '../value.ts';
import { kindBits, maxInteger, typeKinds, valueKinds } from './packed-facts.ts';
import type { WordWriter } from './word-writer.ts';

const valueKind = numbered(valueKinds);
const typeKind = numbered(typeKinds);

/** The number of each kind, by its name. */
export function numbered<Kind extends string>(kinds: readonly Kind[]): Readonly<Record<Kind, number>> {
  return Object.fromEntries(kinds.map((kind, index) => [kind, index])) as Record<Kind, number>;
}

export function packValue(writer: WordWriter, value: Value): void {
  const start = (kind: number, beside = 0): void => writer.push(kind | (beside << kindBits));
  switch (value.kind) {
    case 'string':
      start(valueKind.string, writer.idOf(value.text));
      return;
    case 'number': {
      const isSmall = Number.isInteger(value.value) && value.value >= 0 && value.value <= maxInteger;
      if (isSmall) start(valueKind.integer, value.value);
      else start(valueKind.number, writer.idOf(String(value.value)));
      return;
    }
    case 'boolean':
      start(valueKind.boolean, value.value ? 1 : 0);
      return;
    case 'regexp':
      start(valueKind.regexp, writer.idOf(value.text));
      return;
    case 'template':
      start(valueKind.template, value.holes.length);
      for (const text of value.texts) writer.pushText(text);
      packValues(writer, value.holes);
      return;
    case 'concat':
      start(valueKind.concat, value.parts.length);
      packValues(writer, value.parts);
      return;
    case 'name':
      start(valueKind.name, value.binding + 1);
      writer.pushText(value.name);
      return;
    case 'this':
    case 'super':
      start(valueKind[value.kind], value.class + 1);
      return;
    case 'member':
      start(valueKind.member, writer.idOf(value.name));
      packValue(writer, value.of);
      return;
    case 'index':
      start(valueKind.index);
      packValue(writer, value.of);
      packValue(writer, value.key);
      return;
    case 'element':
    case 'spread':
      start(valueKind[value.kind]);
      packValue(writer, value.of);
      return;
    case 'parameter':
      start(valueKind.parameter, value.function);
      writer.push(value.position);
      return;
    case 'call':
      start(valueKind.call, value.call);
      return;
    case 'object':
      start(valueKind.object, value.entries.length);
      writer.push(value.spreads.length);
      for (const entry of value.entries) {
        writer.pushText(entry.key);
        writer.push(entry.line);
        packValue(writer, entry.value);
      }
      packValues(writer, value.spreads);
      return;
    case 'array':
      start(valueKind.array, value.items.length);
      packValues(writer, value.items);
      return;
    case 'function':
      start(valueKind.function, value.function);
      return;
    case 'class':
      start(valueKind.class, value.class);
      return;
    case 'module':
      start(valueKind.module, writer.idOf(value.specifier));
      return;
    case 'either':
      start(valueKind.either, value.options.length);
      packValues(writer, value.options);
      return;
    case 'other':
      start(valueKind.other, writer.idOf(value.syntax));
  }
}

function packValues(writer: WordWriter, values: readonly Value[]): void {
  for (const value of values) packValue(writer, value);
}

export function packType(writer: WordWriter, type: TypeRef): void {
  const start = (kind: number, beside = 0): void => writer.push(kind | (beside << kindBits));
  switch (type.kind) {
    case 'named':
      start(typeKind.named, type.binding + 1);
      writer.pushText(type.name);
      writer.push(type.args.length);
      packTypes(writer, type.args);
      return;
    case 'union':
    case 'intersection':
      start(typeKind[type.kind], type.of.length);
      packTypes(writer, type.of);
      return;
    case 'array':
      start(typeKind.array);
      packType(writer, type.of);
      return;
    case 'literal':
      start(typeKind.literal, writer.idOf(type.text));
      return;
    case 'object':
      start(typeKind.object, type.members.length);
      packTypeMembers(writer, type.members);
      return;
    case 'typeof':
      start(typeKind.typeof);
      packValue(writer, type.of);
      return;
    case 'imported':
      start(typeKind.imported, writer.idOf(type.specifier));
      writer.pushText(type.name);
      return;
    case 'function':
      start(typeKind.function);
      packType(writer, type.returns);
      return;
    case 'indexed':
      start(typeKind.indexed, writer.idOf(type.key));
      packType(writer, type.of);
      return;
    case 'other':
      start(typeKind.other, writer.idOf(type.syntax));
  }
}

function packTypes(writer: WordWriter, types: readonly TypeRef[]): void {
  for (const type of types) packType(writer, type);
}

export function packTypeMembers(writer: WordWriter, members: readonly TypeMember[]): void {
  for (const { name, type } of members) {
    writer.pushText(name);
    packType(writer, type);
  }
}
