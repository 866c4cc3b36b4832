/** Facts of a code base that does not exist: 5 000 modules of eight functions, every fiftieth a god object. The same on every machine. */
import type { EdgeFacts, Facts, FunctionFacts, ModuleFacts } from '../../analysis/src/graph/facts.ts';
import { synthetic } from '../../analysis/test/report/support/synthetic.ts';

/** Functions of a module, and the lines of each; places of the synthetic facts lie within them. */
const FUNCTIONS = 8;
const LINES = 15;
/** One in so many modules answers the modules of every service by a function of their own. */
const GOD_OBJECT = 50;

/** @example largeFacts({ modules: 5_000, services: 83, seed: 7 }).functions.length // 40 000 */
export function largeFacts(options: Parameters<typeof synthetic>[0]): Facts {
  const { facts } = synthetic(options);
  const numbers = new Map(facts.modules.map(({ path }, i) => [path, i]));
  const edges = facts.edges.map((edge): EdgeFacts => {
    const target = numbers.get(edge.to) ?? 0;
    const kth = target % GOD_OBJECT === 0 ? hash(folderOf(edge.from)) % FUNCTIONS : 0;
    const symbol = nameOf(facts.modules[target] as ModuleFacts, kth);
    return { ...edge, places: edge.places.map((place) => ({ ...place, symbol })) };
  });
  const calls = Map.groupBy(
    edges.flatMap(({ from, to, places }) =>
      places
        .filter(({ kind }) => kind === 'call')
        .map(({ line, symbol }) => ({
          from,
          kth: Math.floor((line - 1) / LINES),
          call: [to, symbol, line] as const,
        })),
    ),
    ({ from }) => from,
  );
  const functions = facts.modules.flatMap((module): FunctionFacts[] =>
    Array.from({ length: FUNCTIONS }, (_, kth) => ({
      module: module.path,
      name: nameOf(module, kth),
      line: 1 + LINES * kth,
      endLine: LINES * (kth + 1),
      calls: [
        ...(calls.get(module.path) ?? []).filter((one) => one.kth === kth).map(({ call }) => call),
        // The second half of a file is what the first half is made of.
        ...(kth < FUNCTIONS / 2
          ? [[module.path, nameOf(module, kth + FUNCTIONS / 2), 2 + LINES * kth] as const]
          : []),
      ],
    })),
  );
  return { ...facts, edges, functions };
}

function nameOf({ path, exports }: ModuleFacts, kth: number): string {
  const [first = path] = exports;
  return kth === 0 ? first : `${first}Part${kth}`;
}

/** `src/<layer>/<service>/…`: the service. */
function folderOf(path: string): string {
  return path.split('/')[2] ?? '';
}

function hash(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_537;
  return sum;
}
