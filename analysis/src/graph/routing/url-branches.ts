/** Routes of a server without a framework: branches over the request's URL and method, and tables that are looked up by them. */
import type { BranchFact, ComparisonFact } from '../../read/file-facts.ts';
import type { FoundRoute } from '../entry-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { functionsIn, literalOf, originOf, type PlacedValue } from '../values.ts';
import { branchWork } from './branch-work.ts';
import type { Unread } from './harvested.ts';
import { isOfParameter, isUrl } from './request-values.ts';
import { joinPaths, normalisePath } from './router-graph.ts';

/** Branches of one function that are told apart; each is compared with each. A server by hand has some dozens. */
const MAX_BRANCHES = 500;

const METHOD = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/i;
const BOTH = /^([A-Za-z]+) (\/.*)$/;

interface Told {
  readonly method: string;
  readonly path: string;
}

export function routesByUrl(
  program: Program,
  handler: FunctionRef,
  functions: readonly FunctionRef[],
  framework: string,
): FoundRoute[] {
  return functions.flatMap((ref) => [
    ...branchRoutes(program, handler, ref, framework),
    ...tableRoutes(program, ref, framework),
  ]);
}

function branchRoutes(
  program: Program,
  handler: FunctionRef,
  ref: FunctionRef,
  framework: string,
): FoundRoute[] {
  const all = branchesOf(program, ref).slice(0, MAX_BRANCHES);
  const withPaths = all.filter((branch) => pathsIn(program, ref, branch).length > 0);
  const work = branchWork(program, handler, ref, withPaths);
  return withPaths.flatMap((branch) => {
    const hasInner = withPaths.some((other) => isInside(other, branch));
    const told = branch.alternatives.flatMap((one) => toldBy(program, ref, branch, one, all, hasInner));
    if (told.length === 0) return [];
    const { functions, answering } = work(branch);
    return told.flatMap(({ method, path }) =>
      normalisePath(path).map((text) => ({
        method,
        path: text,
        module: ref.path,
        line: branch.line,
        handler: { module: answering.path, name: program.nameOf(answering) },
        framework,
        functions,
      })),
    );
  });
}

function branchesOf(program: Program, { path, function: index }: FunctionRef): readonly BranchFact[] {
  return program.file(path).branches.filter(({ within }) => within === index);
}

/** A function with more branches than are told apart, named. */
export function tooManyBranches(program: Program, ref: FunctionRef): Unread[] {
  const left = branchesOf(program, ref)[MAX_BRANCHES];
  if (left === undefined) return [];
  return [
    {
      path: ref.path,
      line: left.line,
      what: 'server without a framework',
      because: `it has more than ${MAX_BRANCHES} branches; those from here on are not told apart`,
    },
  ];
}

const pathsIn = (program: Program, ref: FunctionRef, { alternatives }: BranchFact): ComparisonFact[] =>
  alternatives.flat().filter((one) => pathOf(program, ref, one) !== null);

/** Strictly: two conditions on one line are not told apart. */
const isInside = (inner: BranchFact, outer: BranchFact): boolean =>
  inner !== outer &&
  inner.line >= outer.line &&
  inner.endLine <= outer.endLine &&
  inner.endLine - inner.line < outer.endLine - outer.line;

/** What one alternative of a condition says, with the methods that conditions around it or in it tell. */
function toldBy(
  program: Program,
  ref: FunctionRef,
  branch: BranchFact,
  comparisons: readonly ComparisonFact[],
  all: readonly BranchFact[],
  hasInner: boolean,
): Told[] {
  const paths = comparisons
    // `if (url.startsWith('/api/')) { if (url === '/api/orders') … }` tells no route by its outer condition.
    .filter(({ how }) => how !== 'starts' || !hasInner)
    .flatMap((one) => pathOf(program, ref, one) ?? []);
  const own = methodsIn(comparisons);
  const around = all.filter((other) => isInside(branch, other)).flatMap(methodsOfBranch);
  const inside = all.filter((other) => isInside(other, branch)).flatMap(methodsOfBranch);
  const found = [own, around, inside].find((methods) => methods.length > 0) ?? ['*'];
  return paths.flatMap(({ path, method }) =>
    (method === '*' ? [...new Set(found)] : [method]).map((one) => ({ method: one, path })),
  );
}

const methodsOfBranch = ({ alternatives }: BranchFact): string[] => alternatives.flatMap(methodsIn);

const methodsIn = (comparisons: readonly ComparisonFact[]): string[] =>
  comparisons
    .filter(({ how, text }) => how === 'is' && METHOD.test(text))
    .map(({ text }) => text.toUpperCase());

function pathOf(program: Program, { path: module }: FunctionRef, one: ComparisonFact): Told | null {
  const { of, how, text } = one;
  const isAsked = isUrl(program, module, of) || (text.length > 1 && isOfParameter(program, module, of));
  if (METHOD.test(text) || !isAsked) return null;
  const both = BOTH.exec(text);
  if (both !== null) return { method: (both[1] ?? '').toUpperCase(), path: both[2] ?? '' };
  if (how === 'is') return { method: '*', path: text };
  return { method: '*', path: how === 'starts' ? joinPaths(text, '*') : pathOfPattern(text) };
}

/** `/^\/orders\/(\d+)$/` is `/orders/:1`; what is not as plain stays as it is written. */
export function pathOfPattern(pattern: string): string {
  let group = 0;
  const plain = pattern
    .replace(/\/[a-z]*$/, '')
    .replace(/^\/\^/, '')
    .replace(/(?:\\\/\?)?\$$/, '')
    .replace(/\((?:\?<(\w+)>)?(?:\[[^\]]*\]|\\[dw])[+*]?(?:\{[\d,]*\})?\)/g, (_, name?: string) => {
      group += 1;
      return `:${name ?? group}`;
    })
    .replace(/(?:\[\^\\?\/\]|\\[dw])\+/g, '*')
    .replace(/\\([/.-])/g, '$1');
  return /[\\()[\]?+^$|]/.test(plain) ? pattern : plain;
}

/** `routes[pathname](req, res)`, `const handle = routes['GET ' + url]`, and `{ '/orders': { GET: list } }`. */
function tableRoutes(program: Program, ref: FunctionRef, framework: string): FoundRoute[] {
  return program.callsIn(ref).flatMap(({ path, call }) => {
    const { value } = originOf(program, path, call.callee);
    let table = value;
    while (table.kind === 'index' && table.of.kind === 'index') table = table.of;
    if (table.kind !== 'index' || !isUrl(program, path, table.key)) return [];
    return routesOfTable(program, { path, value: table.of }, framework);
  });
}

/** Routes of an object whose keys are paths. */
export function routesOfTable(program: Program, place: PlacedValue, framework: string): FoundRoute[] {
  const { path, value } = literalOf(program, place.path, place.value);
  if (value.kind !== 'object') return [];
  return value.entries.flatMap(({ key, value: held, line }) => {
    const both = BOTH.exec(key);
    const url = both?.[2] ?? key;
    if (!url.startsWith('/')) return [];
    const inner = literalOf(program, path, held);
    const byMethod =
      inner.value.kind === 'object' ? inner.value.entries.filter(({ key: one }) => METHOD.test(one)) : [];
    const ways =
      byMethod.length > 0
        ? byMethod.map((one) => ({
            method: one.key.toUpperCase(),
            path: inner.path,
            value: one.value,
            line: one.line,
          }))
        : [{ method: both?.[1]?.toUpperCase() ?? '*', path, value: held, line }];
    return ways.flatMap((way) => {
      const functions = functionsIn(program, way.path, way.value);
      const answering = functions.at(-1);
      return normalisePath(url).map((text) => ({
        method: way.method,
        path: text,
        module: way.path,
        line: way.line,
        handler:
          answering === undefined
            ? { module: way.path, name: '' }
            : { module: answering.path, name: program.nameOf(answering) },
        framework,
        functions,
      }));
    });
  });
}
