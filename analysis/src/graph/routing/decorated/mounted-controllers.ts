/**
 * Prefixes that other libraries of controllers than Nest tell once: `useExpressServer(app, { routePrefix: '/api' })` of
 * routing-controllers, `basePath` in tsoa.json, `mount: { '/rest': [Orders] }` and `children: [Lines]` of Ts.ED.
 */
import type { ClassFact } from '../../../read/file-facts.ts';
import { callIndexOf } from '../../call-index.ts';
import type { ClassRef, Program } from '../../program.ts';
import { entryOf, itemsOf, OPEN_PART, type PlacedValue, spellings } from '../../values.ts';
import { joinPaths } from '../router-graph.ts';

const MAKERS = new Set(['createExpressServer', 'useExpressServer', 'createKoaServer', 'useKoaServer']);
const MAX_DEPTH = 6;

/** The prefix of all controllers of routing-controllers; '' without one. */
export function routePrefix(program: Program): string {
  for (const { path, call } of callIndexOf(program).named(MAKERS)) {
    const options = call.args.at(-1);
    const entry = options === undefined ? null : entryOf(program, path, options, 'routePrefix');
    if (entry !== null) return spellings(program, entry.path, entry.value)[0]?.text ?? OPEN_PART;
  }
  return '';
}

/** The base path of tsoa's routes, told in its configuration; '' without one. */
export function tsoaBasePath(program: Program): string {
  for (const [path, text] of program.documents) {
    if (!/(?:^|\/)tsoa\.json$/.test(path)) continue;
    const routes = /"routes"\s*:\s*\{[^{}]*?"basePath"\s*:\s*"([^"]*)"/.exec(text);
    if (routes !== null) return routes[1] ?? '';
  }
  return '';
}

/** Where Ts.ED's controllers are mounted, by class; several places are several prefixes. */
export class MountedControllers {
  private readonly program: Program;
  private readonly parents = new Map<string, { readonly prefix: string; readonly by: ClassRef | null }[]>();

  constructor(program: Program, classes: Iterable<{ readonly ref: ClassRef; readonly fact: ClassFact }>) {
    this.program = program;
    for (const { ref, fact } of classes) {
      for (const { name, args } of fact.decorators) {
        const [first] = args;
        if (first === undefined) continue;
        if (name === 'Controller') this.addAll(entryOf(program, ref.path, first, 'children'), '', ref);
        if (name === 'Configuration' || name === 'ServerSettings')
          this.addMounts(entryOf(program, ref.path, first, 'mount'));
      }
    }
  }

  /** `['']` for one that is mounted nowhere; `pathOf` gives the own paths of a controller around. */
  prefixesOf(ref: ClassRef, pathsOf: (outer: ClassRef) => readonly string[], depth = 0): string[] {
    const parents = this.parents.get(keyOf(ref)) ?? [];
    if (parents.length === 0 || depth > MAX_DEPTH) return [''];
    return parents.flatMap(({ prefix, by }) =>
      by === null
        ? [prefix]
        : this.prefixesOf(by, pathsOf, depth + 1).flatMap((outer) =>
            pathsOf(by).map((own) => joinPaths(outer, own)),
          ),
    );
  }

  private addMounts(mount: PlacedValue | null): void {
    if (mount?.value.kind !== 'object') return;
    for (const { key, value } of mount.value.entries) this.addAll({ path: mount.path, value }, key, null);
  }

  private addAll(list: PlacedValue | null, prefix: string, by: ClassRef | null): void {
    if (list === null) return;
    for (const item of itemsOf(this.program, list.path, list.value)) {
      const entity = this.program.evaluate(item.path, item.value);
      if (entity.kind !== 'class') continue;
      const key = keyOf(entity);
      this.parents.set(key, [...(this.parents.get(key) ?? []), { prefix, by }]);
    }
  }
}

const keyOf = ({ path, class: index }: ClassRef): string => `${path}#${index}`;
