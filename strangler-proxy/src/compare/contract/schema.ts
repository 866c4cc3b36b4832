import type { PromisedField, PromisedShape } from './promised.ts';
import type { JsonType } from './shape.ts';

type Fields = { readonly [key: string]: unknown };

/** Finds what a local `$ref` stands for. Throws for one that leads nowhere. */
export type Resolve = (pointer: string) => unknown;

/** Who writes the body: fields that only the other one may write are left out. */
export type Direction = 'request' | 'response';

const ALL_TYPES: readonly JsonType[] = ['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'];
const ANYTHING: PromisedShape = {
  types: undefined,
  fields: new Map(),
  isOpen: true,
  items: undefined,
  words: undefined,
  seen: undefined,
};
/** Reads schemas of one document for one direction; what a reference stands for is read once. */
export interface SchemaReader {
  readonly resolve: Resolve;
  readonly direction: Direction;
  readonly references: Map<string, PromisedShape>;
}

/**
 * What a JSON Schema of OpenAPI 3.0 or 3.1 lets stand at one place. `allOf` narrows, `oneOf` and `anyOf` widen. Keywords that
 * limit a value further (formats, lengths, patterns) are not looked at.
 */
export function readSchema(schema: unknown, reader: SchemaReader): PromisedShape {
  const fields = fieldsOf(schema);
  if (fields === undefined) return ANYTHING;
  const read = (part: unknown) => readSchema(part, reader);
  const reference = typeof fields['$ref'] === 'string' ? [readReference(fields['$ref'], reader)] : [];
  const parts = [readOwn(fields, reader), ...reference, ...listOf(fields['allOf']).map(read)];
  for (const key of ['oneOf', 'anyOf']) {
    const branches = listOf(fields[key]).map(read);
    if (branches.length > 0) parts.push(branches.reduce(either));
  }
  const shape = parts.reduce(both);
  // OpenAPI 3.0; 3.1 writes null among the types.
  return fields['nullable'] === true && shape.types
    ? { ...shape, types: new Set([...shape.types, 'null']) }
    : shape;
}

function readReference(pointer: string, reader: SchemaReader): PromisedShape {
  const known = reader.references.get(pointer);
  if (known) return known;
  // A schema that is nothing but itself promises nothing.
  reader.references.set(pointer, ANYTHING);
  const shape = readSchema(reader.resolve(pointer), reader);
  reader.references.set(pointer, shape);
  return shape;
}

function readOwn(schema: Fields, reader: SchemaReader): PromisedShape {
  const properties = fieldsOf(schema['properties']) ?? {};
  const required = new Set(listOf(schema['required']));
  const hidden = reader.direction === 'response' ? 'writeOnly' : 'readOnly';
  const fields = new Map<string, PromisedField>();
  for (const [name, property] of Object.entries(properties)) {
    if (fieldsOf(property)?.[hidden] === true) continue;
    fields.set(name, { isAlways: required.has(name), shape: () => readSchema(property, reader) });
  }
  const hasProperties = fields.size > 0;
  for (const name of required) {
    if (typeof name === 'string' && !Object.hasOwn(properties, name))
      fields.set(name, { isAlways: true, shape: () => ANYTHING });
  }
  const { items, additionalProperties } = schema;
  const values = 'const' in schema ? [schema['const']] : listOf(schema['enum']);
  const texts = values.filter((value): value is string => typeof value === 'string');
  return {
    types: typesOf(schema, values, hasProperties),
    fields,
    isOpen: !hasProperties || (additionalProperties !== undefined && additionalProperties !== false),
    items: items === undefined ? undefined : () => readSchema(items, reader),
    words: values.length > 0 ? new Set(texts) : undefined,
    seen: undefined,
  };
}

function typesOf(
  schema: Fields,
  values: readonly unknown[],
  hasFields: boolean,
): ReadonlySet<JsonType> | undefined {
  const named = [schema['type'] ?? []]
    .flat()
    .filter((type): type is JsonType => ALL_TYPES.some((one) => one === type));
  if (named.length > 0) return new Set(named);
  if (values.length > 0) return new Set(values.map(typeOfValue));
  if (hasFields) return new Set(['object']);
  return schema['items'] === undefined ? undefined : new Set(['array']);
}

function typeOfValue(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'boolean' || typeof value === 'string'
    ? (typeof value as 'boolean' | 'string')
    : 'object';
}

/** Says nothing of its own, as a schema that only refers to others. */
function isSilent({ types, fields, items, words }: PromisedShape): boolean {
  return types === undefined && fields.size === 0 && items === undefined && words === undefined;
}

/** Both hold: the types that both allow, the fields of either. */
function both(a: PromisedShape, b: PromisedShape): PromisedShape {
  if (a === b || b === ANYTHING) return a;
  if (isSilent(a)) return b;
  const fields = new Map(a.fields);
  for (const [name, field] of b.fields) {
    const other = fields.get(name);
    fields.set(
      name,
      other
        ? { isAlways: other.isAlways || field.isAlways, shape: () => both(other.shape(), field.shape()) }
        : field,
    );
  }
  const { items } = a;
  const otherItems = b.items;
  return {
    types:
      a.types && b.types
        ? new Set([...a.types].filter((type) => isAllowed(type, b.types)))
        : (a.types ?? b.types),
    fields,
    isOpen: a.isOpen && b.isOpen,
    items: items && otherItems ? () => both(items(), otherItems()) : (items ?? otherItems),
    words:
      a.words && b.words ? new Set([...a.words].filter((word) => b.words?.has(word))) : (a.words ?? b.words),
    seen: undefined,
  };
}

/** One of the two holds: the types of either, and only what both always have is always there. */
function either(a: PromisedShape, b: PromisedShape): PromisedShape {
  if (a === b) return a;
  const onlyB = !mayBeObject(a);
  const onlyA = !mayBeObject(b);
  const fields = new Map<string, PromisedField>();
  for (const name of new Set([...a.fields.keys(), ...b.fields.keys()])) {
    const x = a.fields.get(name);
    const y = b.fields.get(name);
    const isAlways = (x?.isAlways || (onlyB && !x)) && (y?.isAlways || (onlyA && !y));
    fields.set(name, {
      isAlways: isAlways === true,
      shape: () => (x && y ? either(x.shape(), y.shape()) : ((x ?? y)?.shape() ?? ANYTHING)),
    });
  }
  const { items } = a;
  const otherItems = b.items;
  return {
    types: a.types && b.types ? new Set([...a.types, ...b.types]) : undefined,
    fields,
    isOpen: (mayBeObject(a) && a.isOpen) || (mayBeObject(b) && b.isOpen),
    items: items && otherItems ? () => either(items(), otherItems()) : (items ?? otherItems),
    words: eitherWords(a, b),
    seen: undefined,
  };
}

function eitherWords(a: PromisedShape, b: PromisedShape): ReadonlySet<string> | undefined {
  if (a.words && b.words) return new Set([...a.words, ...b.words]);
  if (a.words && b.types && !b.types.has('string')) return a.words;
  return b.words && a.types && !a.types.has('string') ? b.words : undefined;
}

function mayBeObject({ types }: PromisedShape): boolean {
  return types === undefined || types.has('object');
}

function isAllowed(type: JsonType, types: ReadonlySet<JsonType> | undefined): boolean {
  return types === undefined || types.has(type) || (type === 'integer' && types.has('number'));
}

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
