/** Commands that are classes: oclif names them by the file's place, clipanion by a static list of paths. */
import type { ClassFact } from '../../read/file-facts.ts';
import type { FoundOther } from '../entry-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { itemsOf, stringOf } from '../values.ts';
import type { RouteReading } from './route-readers.ts';

/** The method that runs, by package of the base class. */
const RUNS: ReadonlyMap<string, string> = new Map([
  ['@oclif/core', 'run'],
  ['@oclif/command', 'run'],
  ['clipanion', 'execute'],
]);

export function readCommandClasses(program: Program): RouteReading {
  const others: FoundOther[] = [];
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    for (const [index, fact] of program.file(path).classes.entries()) {
      const method = RUNS.get(basePackage(program, path, index));
      const member = fact.members.find(({ name }) => name === method);
      if (method === undefined || member === undefined || member.function < 0 || fact.isAbstract) continue;
      others.push({
        kind: 'command',
        name: nameOf(program, path, fact),
        module: path,
        line: fact.line,
        functions: [{ path, function: member.function }],
      });
    }
  }
  return { routes: [], others, unread: [] };
}

/** The package of the outermost base: an application often has a base command of its own between. */
function basePackage(program: Program, path: string, index: number): string {
  let at = { path, class: index };
  for (let steps = 0; steps < 16; steps += 1) {
    const base = program.baseOf(at);
    if (base === null) break;
    at = base;
  }
  const parent = program.classOf(at).extends;
  const entity = parent === null ? null : program.evaluate(at.path, parent);
  return entity?.kind === 'external' ? entity.package : '';
}

function nameOf(program: Program, path: string, fact: ClassFact): string {
  const said = fact.members.find(
    ({ name, isStatic }) => isStatic && (name === 'paths' || name === 'id'),
  )?.value;
  if (said) {
    // The first of clipanion's paths; the others are aliases.
    const first = said.kind === 'array' && said.items[0]?.kind === 'array' ? said.items[0] : said;
    const words = itemsOf(program, path, first).flatMap(
      (item) => stringOf(program, item.path, item.value) ?? [],
    );
    if (words.length > 0) return words.join(' ');
  }
  const place = /(?:^|\/)commands\/(.+)\.[cm]?[jt]sx?$/.exec(path)?.[1]?.replace(/\/index$/, '');
  return place?.replaceAll('/', ' ') ?? fact.name;
}
