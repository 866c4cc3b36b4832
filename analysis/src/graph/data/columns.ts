/** Columns that a call names: the keys of its objects, the words of its lists and texts. */
import type { Value } from '../../read/value.ts';
import type { CallSite } from '../call-index.ts';
import type { Program } from '../program.ts';
import { entryOf, itemsOf, literalOf, type PlacedValue, stringOf } from '../values.ts';
import type { Model } from './model-registry.ts';

export interface NamedColumn {
  /** Alias or table before the dot, '' without one. */
  readonly qualifier: string;
  readonly name: string;
}

/** Keys whose value holds columns again: logical and update operators. */
const OPERATOR =
  /^(?:AND|OR|NOT|and|or|not|_and|_or|\$(?:and|or|nor|not|set|setOnInsert|unset|inc|mul|min|max|push|pull|pullAll|addToSet|pop|rename|currentDate|sort|match|project))$/;
const MAX_DEPTH = 6;

/** Names in one argument; nothing where only the running program knows them. */
export function namesIn(program: Program, place: PlacedValue, depth = 0): NamedColumn[] {
  if (depth > MAX_DEPTH) return [];
  return itemsOf(program, place.path, place.value).flatMap((item) => {
    const { path, value } = literalOf(program, item.path, item.value);
    if (value.kind === 'object') return keysNamed(program, path, value, depth);
    const text = stringOf(program, path, value);
    return text === null ? [] : wordsNamed(text);
  });
}

function keysNamed(
  program: Program,
  path: string,
  value: Extract<Value, { kind: 'object' }>,
  depth: number,
): NamedColumn[] {
  const own = value.entries.flatMap((entry): NamedColumn[] => {
    // `[Op.or]: [{ … }]`: a computed key over more conditions.
    const isOperator = OPERATOR.test(entry.key) || (entry.key === '' && entry.value.kind === 'array');
    if (isOperator) return namesIn(program, { path, value: entry.value }, depth + 1);
    return columnOf(entry.key);
  });
  const spread = value.spreads.flatMap((one) => {
    const literal = literalOf(program, path, one);
    return literal.value.kind === 'object' ? namesIn(program, literal, depth + 1) : [];
  });
  return [...own, ...spread];
}

/** `name -createdAt`, `o.total as sum`, `order.status = :status AND order.total > 5`. */
function wordsNamed(text: string): NamedColumn[] {
  const comparisons = [...text.matchAll(/([\w.]+)\s*(?:=|<|>|!=|\b(?:in|is|like|ilike|between)\b)/gi)];
  if (comparisons.length > 0) return comparisons.flatMap(([, name = '']) => columnOf(name));
  return text
    .split(/,/)
    .flatMap((part) => {
      const words = part.trim().split(/\s+/);
      return /^as$/i.test(words[1] ?? '') ? words.slice(0, 1) : words;
    })
    .flatMap((word) => columnOf(word.replace(/^[-+]/, '')));
}

const NOT_A_NAME = /^(?:asc|desc|true|false|null|and|or|not)$/i;

function columnOf(text: string): NamedColumn[] {
  const found = /^(?:[\w$]+\.)*?(?:([A-Za-z_]\w*)\.)?([A-Za-z_]\w*)$/.exec(text);
  const name = found?.[2];
  return name === undefined || NOT_A_NAME.test(name) ? [] : [{ qualifier: found?.[1] ?? '', name }];
}

/** Names turned into the columns of a model; what the model has no column for is left out where its columns are known. */
export function modelColumns(model: Model, names: Iterable<string>): string[] {
  const columns = new Set<string>();
  const known = new Set(model.columns.values());
  for (const name of names) {
    const column = model.columns.get(name) ?? (known.has(name) || known.size === 0 ? name : undefined);
    if (column !== undefined) columns.add(column);
  }
  return [...columns];
}

/** Keys that make an object one of options rather than of conditions or values. */
const OPTIONS =
  /^(?:where|attributes|include|relations|select|populate|transaction|limit|offset|skip|take|raw|lean|paranoid|projection|fields|order|orderBy)$/;
/** Of those, the ones that name columns. */
const NAMING = ['where', 'attributes', 'select', 'fields', 'projection', 'order', 'orderBy', 'group', 'sort'];
/** Methods whose first argument holds the new values. */
const WRITES_VALUES =
  /^(?:create|bulkCreate|insert|insertMany|insertOne|nativeInsert|upsert|upsertMany|save|build|forge|add|edit|patch)$/;
/** Methods that take columns by plain text. */
const TAKES_TEXT =
  /^(?:increment|decrement|distinct|max|min|sum|average|minimum|maximum|aggregate|where|select|sort|pluck)$/;

/** What a call on a model names: `find({ where: { … }, select: [ … ] })`, `updateOne({ … }, { $set: { … } })`, `increment('views')`. */
export function columnsOfCall(program: Program, site: CallSite, method: string, model: Model): string[] {
  const names = site.call.args.flatMap((value, position) => {
    const isValues = position === 0 && WRITES_VALUES.test(method);
    // Mongoose's `find({ … }, 'name email')`.
    const takesText = TAKES_TEXT.test(method) || (position > 0 && model.columns.size > 0);
    return argumentNames(program, { path: site.path, value }, isValues, takesText);
  });
  return modelColumns(
    model,
    names.map(({ name }) => name),
  );
}

function argumentNames(
  program: Program,
  place: PlacedValue,
  isValues: boolean,
  takesText: boolean,
): NamedColumn[] {
  const { path, value } = literalOf(program, place.path, place.value);
  if (value.kind === 'string' && !takesText) return [];
  if (value.kind !== 'object' && value.kind !== 'array' && value.kind !== 'string') return [];
  const isOptions =
    !isValues && value.kind === 'object' && value.entries.some(({ key }) => OPTIONS.test(key));
  if (!isOptions) return namesIn(program, { path, value });
  return NAMING.flatMap((key) => {
    const entry = entryOf(program, path, value, key);
    return entry === null ? [] : namesIn(program, entry);
  });
}
