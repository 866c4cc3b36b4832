/** The text that a value spells, with constants of other files folded in. */
import type { Value } from '../read/value.ts';
import type { Entity, FoldedText, Program } from './program.ts';

const maxDepth = 12;
/** Alternatives of one value (a table of routes, a list of queues). */
const maxAlternatives = 200;

/** Null where the value is no text at all. */
export function foldText(program: Program, path: string, value: Value, depth = 0): FoldedText | null {
  if (depth > maxDepth) return null;
  const inner = (part: Value): FoldedText =>
    foldText(program, path, part, depth + 1) ?? hole(program.evaluate(path, part));
  switch (value.kind) {
    case 'string':
      return { texts: [value.text], holes: [] };
    case 'number':
      return { texts: [String(value.value)], holes: [] };
    case 'template':
      return join(
        value.texts.flatMap((text, index) => [
          literal(text),
          ...(index < value.holes.length ? [inner(value.holes[index] as Value)] : []),
        ]),
      );
    case 'concat':
      return join(value.parts.map(inner));
    case 'call':
      return foldCall(program, path, value.call, depth);
    case 'either': {
      const first = value.options.find((option) => option.kind !== 'other');
      return first === undefined ? null : foldText(program, path, first, depth + 1);
    }
    default: {
      const entity = program.evaluate(path, value);
      if (entity.kind === 'value' && isText(entity.value))
        return foldText(program, entity.path, entity.value, depth + 1);
      if (
        entity.kind === 'external' &&
        entity.call !== null &&
        entity.call !== undefined &&
        isTextCall(entity.way.at(-2))
      ) {
        return foldCall(program, entity.call.path, entity.call.call, depth);
      }
      return null;
    }
  }
}

function isText(value: Value): boolean {
  return (
    value.kind === 'string' || value.kind === 'template' || value.kind === 'concat' || value.kind === 'number'
  );
}

const textMethods = new Set([
  'trim',
  'toString',
  'join',
  'concat',
  'replace',
  'replaceAll',
  'toLowerCase',
  'toUpperCase',
]);

function isTextCall(name: string | undefined): boolean {
  return name !== undefined && textMethods.has(name);
}

/** Tags spell their template; `trim` and the like leave the text; `[a, b].join(' ')` and `a.concat(b)` put it together. */
function foldCall(program: Program, path: string, index: number, depth: number): FoldedText | null {
  const call = program.file(path).calls[index];
  if (call === undefined) return null;
  const first = call.args[0];
  if (call.kind === 'tag') return first === undefined ? null : foldText(program, path, first, depth + 1);
  if (call.callee.kind !== 'member' || !isTextCall(call.callee.name)) return null;
  const { of, name } = call.callee;
  if (name === 'join') {
    const list = of.kind === 'array' ? of : null;
    if (list === null) return null;
    const separator = first?.kind === 'string' ? first.text : ',';
    const items = list.items.map(
      (item) => foldText(program, path, item, depth + 1) ?? hole(program.evaluate(path, item)),
    );
    return join(items.flatMap((item, at) => (at === 0 ? [item] : [literal(separator), item])));
  }
  const receiver = foldText(program, path, of, depth + 1);
  if (receiver === null || name !== 'concat') return receiver;
  return join([
    receiver,
    ...call.args.map((arg) => foldText(program, path, arg, depth + 1) ?? hole(program.evaluate(path, arg))),
  ]);
}

function literal(text: string): FoldedText {
  return { texts: [text], holes: [] };
}

function hole(entity: Entity): FoldedText {
  return { texts: ['', ''], holes: [entity] };
}

function join(parts: readonly FoldedText[]): FoldedText {
  const texts: string[] = [''];
  const holes: Entity[] = [];
  for (const part of parts) {
    texts.push(`${texts.pop() ?? ''}${part.texts[0] ?? ''}`, ...part.texts.slice(1));
    holes.push(...part.holes);
  }
  return { texts, holes };
}

/** All plain strings that a value can be: alternatives, elements of a literal list, members of an enum. */
export function stringsOf(program: Program, path: string, value: Value): readonly string[] {
  const found = new Set<string>();
  collect(program, path, value, found, 0);
  return [...found];
}

function collect(program: Program, path: string, value: Value, found: Set<string>, depth: number): void {
  if (depth > maxDepth || found.size > maxAlternatives) return;
  switch (value.kind) {
    case 'string':
      found.add(value.text);
      return;
    case 'either':
      for (const option of value.options) collect(program, path, option, found, depth + 1);
      return;
    case 'array':
      for (const item of value.items) collect(program, path, item, found, depth + 1);
      return;
    case 'spread':
      collect(program, path, value.of, found, depth + 1);
      return;
    case 'name': {
      const binding = value.binding < 0 ? undefined : program.file(path).bindings[value.binding];
      const held = binding?.value;
      if (held !== undefined && held !== null && (held.kind === 'element' || held.kind === 'either')) {
        collect(program, path, held, found, depth + 1);
        return;
      }
      break;
    }
    case 'element': {
      collect(program, path, value.of, found, depth + 1);
      return;
    }
    default:
  }
  const entity = program.evaluate(path, value);
  if (entity.kind === 'value' && entity.value.kind === 'array') {
    collect(program, entity.path, entity.value, found, depth + 1);
    return;
  }
  const folded = foldText(program, path, value, depth + 1);
  if (folded !== null && folded.holes.length === 0) found.add(folded.texts.join(''));
}
