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

/** The first word of a value or type. */
function start(writer: WordWriter, kind: number, beside = 0): void {
  writer.push(kind | (beside << kindBits));
}

export function packValue(writer: WordWriter, value: Value): void {
  switch (value.kind) {
    case 'string':
      start(writer, valueKind.string, writer.idOf(value.text));
      return;
    case 'number': {
      const isSmall = Number.isInteger(value.value) && value.value >= 0 && value.value <= maxInteger;
      if (isSmall) start(writer, valueKind.integer, value.value);
      else start(writer, valueKind.number, writer.idOf(String(value.value)));
      return;
    }
    case 'boolean':
      start(writer, valueKind.boolean, value.value ? 1 : 0);
      return;
    case 'regexp':
      start(writer, valueKind.regexp, writer.idOf(value.text));
      return;
    case 'template':
      start(writer, valueKind.template, value.holes.length);
      for (const text of value.texts) writer.pushText(text);
      packValues(writer, value.holes);
      return;
    case 'concat':
      start(writer, valueKind.concat, value.parts.length);
      packValues(writer, value.parts);
      return;
    case 'name':
      start(writer, valueKind.name, value.binding + 1);
      writer.pushText(value.name);
      return;
    case 'this':
    case 'super':
      start(writer, valueKind[value.kind], value.class + 1);
      return;
    case 'member':
      start(writer, valueKind.member, writer.idOf(value.name));
      packValue(writer, value.of);
      return;
    case 'index':
      start(writer, valueKind.index);
      packValue(writer, value.of);
      packValue(writer, value.key);
      return;
    case 'element':
    case 'spread':
      start(writer, valueKind[value.kind]);
      packValue(writer, value.of);
      return;
    case 'parameter':
      start(writer, valueKind.parameter, value.function);
      writer.push(value.position);
      return;
    case 'call':
      start(writer, valueKind.call, value.call);
      return;
    case 'object':
      start(writer, valueKind.object, value.entries.length);
      writer.push(value.spreads.length);
      for (const entry of value.entries) {
        writer.pushText(entry.key);
        writer.push(entry.line);
        packValue(writer, entry.value);
      }
      packValues(writer, value.spreads);
      return;
    case 'array':
      start(writer, valueKind.array, value.items.length);
      packValues(writer, value.items);
      return;
    case 'function':
      start(writer, valueKind.function, value.function);
      return;
    case 'class':
      start(writer, valueKind.class, value.class);
      return;
    case 'module':
      start(writer, valueKind.module, writer.idOf(value.specifier));
      return;
    case 'either':
      start(writer, valueKind.either, value.options.length);
      packValues(writer, value.options);
      return;
    case 'other':
      start(writer, valueKind.other, writer.idOf(value.syntax));
  }
}

function packValues(writer: WordWriter, values: readonly Value[]): void {
  for (const value of values) packValue(writer, value);
}

export function packType(writer: WordWriter, type: TypeRef): void {
  switch (type.kind) {
    case 'named':
      start(writer, typeKind.named, type.binding + 1);
      writer.pushText(type.name);
      writer.push(type.args.length);
      packTypes(writer, type.args);
      return;
    case 'union':
    case 'intersection':
      start(writer, typeKind[type.kind], type.of.length);
      packTypes(writer, type.of);
      return;
    case 'array':
      start(writer, typeKind.array);
      packType(writer, type.of);
      return;
    case 'literal':
      start(writer, typeKind.literal, writer.idOf(type.text));
      return;
    case 'object':
      start(writer, typeKind.object, type.members.length);
      packTypeMembers(writer, type.members);
      return;
    case 'typeof':
      start(writer, typeKind.typeof);
      packValue(writer, type.of);
      return;
    case 'imported':
      start(writer, typeKind.imported, writer.idOf(type.specifier));
      writer.pushText(type.name);
      return;
    case 'function':
      start(writer, typeKind.function);
      packType(writer, type.returns);
      return;
    case 'indexed':
      start(writer, typeKind.indexed, writer.idOf(type.key));
      packType(writer, type.of);
      return;
    case 'other':
      start(writer, typeKind.other, writer.idOf(type.syntax));
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
