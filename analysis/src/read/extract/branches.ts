/**
 * Branches taken for a literal path or method of a request: `if (req.method === 'POST' && req.url === '/orders')`,
 * `switch (pathname) { case '/orders': … }`. It is how servers without a framework tell their routes apart.
 */
import type { Node } from 'oxc-parser';
import type { ComparisonFact } from '../file-facts.ts';
import type { Recorder } from '../recorder.ts';
import { summarise } from '../summarise.ts';
import type { Value } from '../value.ts';
import type { Handlers, NodeOf } from '../walk.ts';

/** A path, a method, or both with a space between them. */
const TELLING = /^(?:\/|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)(?: \/|$))/i;
/** More ways through one condition are no routes. */
const MAX_ALTERNATIVES = 32;
const MAX_DEPTH = 20;
/** Comparisons in one alternative: a path and a method are two. */
const MAX_COMPARISONS = 16;

type Conjunction = readonly ComparisonFact[];

export function branches(recorder: Recorder): Handlers {
  const either = ({ test, consequent }: NodeOf<'IfStatement'> | NodeOf<'ConditionalExpression'>): void =>
    add(recorder, alternativesOf(recorder, test, 0), consequent, consequent);
  return {
    enter: {
      IfStatement: (node) => {
        if (recorder.mayCompareUrls) either(node);
      },
      ConditionalExpression: (node) => {
        if (recorder.mayCompareUrls) either(node);
      },
      SwitchStatement: (node) => {
        if (recorder.mayCompareUrls) addCases(recorder, node);
      },
    },
  };
}

function add(recorder: Recorder, all: readonly Conjunction[], first: Node, last: Node): void {
  const alternatives = all.filter((one) => one.length > 0);
  if (alternatives.length === 0) return;
  recorder.branches.push({
    alternatives,
    line: recorder.lineOf(first),
    endLine: recorder.lines.at(last.end),
    within: recorder.within,
  });
}

/** Cases without statements fall through to the next one that has some. */
function addCases(recorder: Recorder, { discriminant, cases }: NodeOf<'SwitchStatement'>): void {
  const isOfConditions = discriminant.type === 'Literal' && discriminant.value === true;
  const of = isOfConditions ? null : summarise(recorder, discriminant);
  let waiting: Conjunction[] = [];
  for (const { test, consequent } of cases) {
    if (test !== null)
      waiting.push(
        ...(of === null
          ? alternativesOf(recorder, test, 0)
          : comparison(of, 'is', summarise(recorder, test)).map((one) => [one])),
      );
    const [first] = consequent;
    const last = consequent.at(-1);
    if (first === undefined || last === undefined) continue;
    add(recorder, waiting, first, last);
    waiting = [];
  }
}

/** The condition as alternatives of things that all hold; what tells nothing of paths or methods is left out of them. */
function alternativesOf(recorder: Recorder, node: Node, depth: number): Conjunction[] {
  if (depth > MAX_DEPTH) return [[]];
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return alternativesOf(recorder, node.expression, depth + 1);
    case 'LogicalExpression': {
      const left = alternativesOf(recorder, node.left, depth + 1);
      const right = alternativesOf(recorder, node.right, depth + 1);
      if (node.operator !== '&&') return [...left, ...right].slice(0, MAX_ALTERNATIVES);
      return bothOf(left, right);
    }
    case 'BinaryExpression':
      return node.operator === '===' || node.operator === '==' ? equality(recorder, node) : [[]];
    case 'CallExpression': {
      const call = summarise(recorder, node);
      return call.kind === 'call' ? asked(recorder, call.call) : [[]];
    }
    case 'Identifier': {
      // `const match = pathname.match(/…/); if (match) …`
      const held = recorder.bindings[recorder.scopes.lookup(node.name)]?.value;
      return held?.kind === 'call' ? asked(recorder, held.call) : [[]];
    }
    default:
      return [[]];
  }
}

/** Each way through the one with each through the other. */
function bothOf(left: readonly Conjunction[], right: readonly Conjunction[]): Conjunction[] {
  const both: Conjunction[] = [];
  for (const one of left)
    for (const other of right) {
      if (both.length === MAX_ALTERNATIVES) return both;
      both.push([...one, ...other].slice(0, MAX_COMPARISONS));
    }
  return both;
}

function equality(recorder: Recorder, { left, right }: NodeOf<'BinaryExpression'>): Conjunction[] {
  if (left.type !== 'Literal' && right.type !== 'Literal') return [[]];
  const [literal, other] = left.type === 'Literal' ? [left, right] : [right, left];
  const text = summarise(recorder, literal);
  return text.kind === 'string' && TELLING.test(text.text)
    ? [comparison(summarise(recorder, other), 'is', text)]
    : [[]];
}

/** `url.startsWith('/static/')`, `/^\/orders$/.test(url)`, `url.match(/…/)`, `['/a', '/b'].includes(url)`. */
function asked(recorder: Recorder, index: number): Conjunction[] {
  const call = recorder.calls[index];
  const [arg] = call?.args ?? [];
  if (call?.callee.kind !== 'member' || arg === undefined) return [[]];
  const { of, name } = call.callee;
  if (name === 'startsWith') return [comparison(of, 'starts', arg)];
  if (name === 'match') return [comparison(of, 'matches', arg)];
  if (name === 'test' || name === 'exec') return [comparison(arg, 'matches', of)];
  if (name !== 'includes' || of.kind !== 'array') return [[]];
  return of.items.flatMap((item) => comparison(arg, 'is', item)).map((one) => [one]);
}

function comparison(of: Value, how: ComparisonFact['how'], told: Value): ComparisonFact[] {
  if (how === 'matches')
    return told.kind === 'regexp' && told.text.startsWith('/^\\/') ? [{ of, how, text: told.text }] : [];
  return told.kind === 'string' && TELLING.test(told.text) ? [{ of, how, text: told.text }] : [];
}
