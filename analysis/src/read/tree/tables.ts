/** The layout as arrays of integers: what a walk through the parser's memory looks up at every step. */
import { visitorKeys } from 'oxc-parser';
import { choices, sizes, structs } from './layout.ts';
import { type Property, properties } from './properties.ts';

/** How a field is read. */
export const Form = {
  absent: 0,
  text: 1,
  /** Text that may hold halves of surrogate pairs. */
  escaped: 2,
  number: 3,
  flag: 4,
  word: 5,
  constant: 6,
  template: 7,
  bigint: 8,
  source: 9,
  /** A struct that stands in the field itself; with `maybe` only if it has a name. */
  one: 12,
  named: 13,
  box: 14,
  maybeBox: 15,
  choice: 16,
  maybeChoice: 17,
  /** A box of a choice, or nothing. */
  maybeBoxedChoice: 18,
  list: 19,
  choices: 20,
  maybeList: 21,
  /** Several lists in a row. */
  joined: 22,
  params: 23,
  /** A pattern whose type stands behind it. */
  pattern: 24,
  maybePattern: 25,
  /** The pattern of `constructor(private a = 1)`. */
  property: 26,
  /** The target in `({ a = 1 } = x)`. */
  default: 27,
  /** Whether what is exported is a type. */
  exported: 28,
  /** Stands only where there is a class above. */
  heritage: 29,
  /** The name of `namespace a {}` or `namespace a.b {}`. */
  namespace: 30,
  /** In a walk: the next step is taken where the byte says `computed`. */
  ifComputed: 31,
} as const;

const formOfWord: Readonly<Record<string, number>> = {
  text: Form.text,
  escaped: Form.escaped,
  number: Form.number,
  flag: Form.flag,
  word: Form.word,
  'word?': Form.word,
  template: Form.template,
  bigint: Form.bigint,
  source: Form.source,
  one: Form.one,
  'named?': Form.named,
  box: Form.box,
  'box?': Form.maybeBox,
  choice: Form.choice,
  'choice?': Form.maybeChoice,
  'boxed?': Form.maybeBoxedChoice,
  list: Form.list,
  'list?': Form.list,
  'list-or-none': Form.maybeList,
  params: Form.params,
  pattern: Form.pattern,
  'pattern?': Form.maybePattern,
  property: Form.property,
  default: Form.default,
  exported: Form.exported,
  heritage: Form.heritage,
  namespace: Form.namespace,
};

/** A field in one integer. */
export const fieldForm = (field: number): number => field & 31;
export const fieldOffset = (field: number): number => (field >> 5) & 511;
/** Kind of node, number of a choice, of a word list or of a constant, by the form. */
export const fieldTarget = (field: number): number => (field >> 14) & 511;
/** Bytes of an item of a list. */
export const fieldStride = (field: number): number => field >> 23;

function fieldOf(form: number, offset = 0, target = 0, stride = 0): number {
  return form | (offset << 5) | (target << 14) | (stride << 23);
}

/** Type of each kind of node; '' for what is no node of its own. */
export const typeOfKind: string[] = [''];
const kindOfStruct = new Map<string, number>();
/** Byte that tells which of the kinds behind this one a struct is, or 0. */
const variantBytes: number[] = [0];
const bodyOfKind: string[] = [''];

for (const [name, text] of Object.entries(structs)) {
  const [type = '', body = ''] = text.split(/: ?/, 2);
  const kind = typeOfKind.length;
  kindOfStruct.set(name, kind);
  const [, words, byte] = /^by (\w+) (\d+)$/.exec(type) ?? [];
  typeOfKind.push(words === undefined && type !== '-' ? type : '');
  variantBytes.push(Number(byte ?? 0));
  bodyOfKind.push(body);
  for (const [, variant = ''] of (choices[words ?? ''] ?? '').matchAll(/"(\w+)"/g)) {
    typeOfKind.push(variant);
    variantBytes.push(0);
    bodyOfKind.push(body);
  }
}

export const kindCount = typeOfKind.length;
export const variantByte = Uint8Array.from(variantBytes);

export function kindOf(struct: string): number {
  const kind = kindOfStruct.get(struct);
  if (kind === undefined) throw new Error(`the parser's layout has no ${struct}`);
  return kind;
}

/** Options of one choice, by the byte that tells them apart. */
const optionCount = 256;
const choiceNumber = new Map<string, number>();
/** Words of each list of words. */
export const words: (readonly (string | boolean)[])[] = [];
const isInline: number[] = [];
const options: number[] = [];

for (const [name, text] of Object.entries(choices)) {
  if (/^\d+ (?:"|true)/.test(text)) {
    choiceNumber.set(name, words.length);
    const list: (string | boolean)[] = [];
    for (const [, number, word] of text.matchAll(/(\d+) ("[^"]*"|true)/g)) {
      list[Number(number)] = JSON.parse(word ?? '') as string | boolean;
    }
    words.push(list);
    continue;
  }
  const number = isInline.length;
  choiceNumber.set(name, number);
  isInline.push(text.includes('@') ? 1 : 0);
  const row = new Array<number>(optionCount).fill(0);
  for (const [, byte, , struct] of text.matchAll(/(\d+) (@?)(\w+)/g))
    row[Number(byte)] = kindOf(struct ?? '');
  options.push(...row);
}

/** Kind of what a choice holds, by number of the choice times 256 plus its first byte; 0 for nothing. */
export const kindOfOption = Uint16Array.from(options);
/** 1 for choices that hold the struct itself and not a box of it. */
export const isInlineChoice = Uint8Array.from(isInline);

export const constants: unknown[] = [];
/** Parts of each joined list. */
export const joins: (readonly number[])[] = [];

function parseField(text: string): number {
  if (text.includes(' + ')) {
    joins.push(text.split(' + ').map(parseField));
    return fieldOf(Form.joined, 0, joins.length - 1);
  }
  const [form = '', target = '', offset = ''] = text.split(' ');
  const known = formOfWord[form];
  if (known === undefined) {
    constants.push(JSON.parse(text) as unknown);
    return fieldOf(Form.constant, 0, constants.length - 1);
  }
  if (offset === '') return fieldOf(known, Number(target));
  const isChoice = choices[target] !== undefined;
  const number = isChoice ? (choiceNumber.get(target) ?? 0) : kindOf(target);
  if (known !== Form.list) return fieldOf(known, Number(offset), number, sizes[target] ?? 16);
  return fieldOf(isChoice ? Form.choices : Form.list, Number(offset), number, sizes[target] ?? 16);
}

function parseFields(body: string): Map<string, number> {
  const fields = new Map<string, number>();
  for (const part of body.split(', ')) {
    const [, key, text] = /^(\w+)=(.*)$/.exec(part) ?? [];
    if (key !== undefined && text !== undefined) fields.set(key, parseField(text));
  }
  return fields;
}

const propertyCount = properties.length;
export const propertyNumber = Object.fromEntries(
  properties.map((property, index) => [property, index]),
) as Readonly<Record<Property, number>>;

/** Field of a property of a node, by kind times the number of properties plus the property. */
export const fields = new Int32Array(kindCount * propertyCount);
/** Fields with children of each kind in source order: those of kind k from `childStart[k]` up to `childStart[k + 1]`. */
export const childStart = new Uint16Array(kindCount + 1);
export const children: number[] = [];

/** For identifiers: the name that a kind always has, '' where it is read from the memory; null for other nodes. */
export const nameOfKind: (string | null)[] = [];

const maybeTypeAnnotation = (offset: number): number =>
  fieldOf(Form.maybeBox, offset, kindOf('TSTypeAnnotation'));

/** What a walk goes to for one field. */
function stepsOf(field: number): readonly number[] {
  const form = fieldForm(field);
  const offset = fieldOffset(field);
  if (form < Form.one) return [];
  if (form === Form.joined) return (joins[fieldTarget(field)] ?? []).flatMap(stepsOf);
  if (form === Form.exported || form === Form.property) return [];
  if (form === Form.namespace) return [fieldOf(Form.one, offset, fieldTarget(field))];
  if (form === Form.pattern)
    return [fieldOf(Form.choice, offset, fieldTarget(field)), maybeTypeAnnotation(offset + 16)];
  if (form === Form.default) {
    const target = parseFields(structs['TARGET_DEFAULT']?.split(/: ?/, 2)[1] ?? '');
    return [...target.values()];
  }
  return [field];
}

const isComputed = (field: number): boolean => constants[fieldTarget(field)] === true;

for (let kind = 0; kind < kindCount; kind += 1) {
  childStart[kind] = children.length;
  const own = parseFields(bodyOfKind[kind] ?? '');
  for (const [property, index] of Object.entries(propertyNumber)) {
    fields[kind * propertyCount + index] = own.get(property) ?? 0;
  }
  const type = typeOfKind[kind] ?? '';
  const name = own.get('name') ?? 0;
  nameOfKind.push(
    type !== 'Identifier' && type !== 'JSXIdentifier'
      ? null
      : fieldForm(name) === Form.text
        ? ''
        : String(constants[fieldTarget(name)]),
  );
  const keys: readonly string[] = visitorKeys[type as keyof typeof visitorKeys] ?? [...own.keys()];
  const computed = own.get('computed');
  for (const key of keys) {
    const field = own.get(key);
    if (field === undefined) continue;
    const steps = stepsOf(field);
    // `b` in `a.b` and `{ b: 1 }` is a name of a member, not a variable.
    if (computed !== undefined && (key === 'key' || key === 'property')) {
      if (fieldForm(computed) === Form.flag) children.push(fieldOf(Form.ifComputed, fieldOffset(computed)));
      else if (!isComputed(computed)) continue;
    }
    children.push(...steps);
  }
}
childStart[kindCount] = children.length;
