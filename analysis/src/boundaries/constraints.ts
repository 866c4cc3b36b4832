/** What `boundaries.yaml` says about one tree: its patterns applied to the modules and tables that are there. */
import { AnalysisError } from '../errors.ts';
import type { FunctionFacts } from '../graph/facts.ts';
import type { ParsedBoundariesFile } from './config.ts';
import { placeOf } from './config-mistakes.ts';
import { compilePattern } from './path-pattern.ts';

export interface Constraints {
  /** Module → service it must be in. */
  readonly pinned: ReadonlyMap<string, string>;
  /** Module → service that it was in before; it stays there only as long as the code agrees. */
  readonly previous: ReadonlyMap<string, string>;
  /** File → function → service that it must go to. */
  readonly functions: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Table → service that must own it. */
  readonly tables: ReadonlyMap<string, string>;
  /** Each group must share a service. */
  readonly together: readonly (readonly string[])[];
  /** No two entries of a group share a service; an entry is what one pattern matches. */
  readonly apart: readonly (readonly (readonly string[])[])[];
  /** Outside every service. */
  readonly shared: ReadonlySet<string>;
  /** Named by their very path, or shared: no functions leave them but those that people placed. */
  readonly whole: ReadonlySet<string>;
  readonly granularity?: number;
  readonly count?: number;
  /** Entries of the file that match nothing in the tree any more: worth a word, no reason to stop. */
  readonly gone: readonly { readonly line: number; readonly value: string }[];
}

/**
 * @param name of the file, for messages.
 * @throws AnalysisError BOUNDARIES_INVALID with every contradiction, each with its line, what clashes and the cure.
 * @example resolveConstraints(parseBoundariesFile(text, name), name, paths, tables).pinned.get('src/reviews.ts')
 */
export function resolveConstraints(
  parsed: ParsedBoundariesFile,
  name: string,
  modules: readonly string[],
  tables: readonly string[],
  functions: readonly Pick<FunctionFacts, 'module' | 'name'>[] = [],
): Constraints {
  const resolver = new Resolver(parsed, name, modules);
  const { file } = parsed;
  const shared = new Set(file.shared.flatMap((pattern, i) => resolver.find(pattern, ['shared', i])));
  const pins = resolver.pins(shared);
  const listed = new Map([...pins].map(([path, { service }]) => [path, service]));
  const isSoft = file.hold === 'soft';
  const pinned = isSoft ? new Map<string, string>() : listed;
  const named = [...pins].flatMap(([path, { specificity }]) => (specificity === NAMED ? [path] : []));
  const placed = isSoft ? new Map<string, Map<string, string>>() : resolver.functions(functions);
  const owners = isSoft ? new Map<string, string>() : resolver.tableOwners(new Set(tables));
  const together = file.together.map((group, i) => resolver.groupTogether(group.modules, i, pinned));
  const apart = file.apart.map((group, i) => resolver.groupApart(group.modules, i, pinned, together));
  resolver.throwMistakes();
  return {
    pinned,
    previous: isSoft ? listed : new Map(),
    functions: placed,
    tables: owners,
    together,
    apart,
    shared,
    whole: new Set([...shared, ...(isSoft ? [] : named)]),
    gone: resolver.gone,
    ...(file.granularity === undefined ? {} : { granularity: file.granularity }),
    ...(file.count === undefined ? {} : { count: file.count }),
  };
}

type Way = readonly (string | number)[];

/** Specificity of a pattern without wildcards. */
const NAMED = Number.POSITIVE_INFINITY;

class Resolver {
  readonly gone: { line: number; value: string }[] = [];
  readonly #mistakes: string[] = [];
  readonly #parsed: ParsedBoundariesFile;
  readonly #name: string;
  readonly #modules: readonly string[];

  constructor(parsed: ParsedBoundariesFile, name: string, modules: readonly string[]) {
    this.#parsed = parsed;
    this.#name = name;
    this.#modules = modules;
  }

  /** Modules that a pattern matches. */
  find(pattern: string, way: Way): string[] {
    const { matches } = compilePattern(pattern);
    const found = this.#modules.filter(matches);
    if (found.length === 0) this.gone.push({ line: this.#parsed.lineOf(...way), value: pattern });
    return found;
  }

  /** Where two services' patterns match, the more specific one decides; as specific as each other, they contradict. */
  pins(
    shared: ReadonlySet<string>,
  ): ReadonlyMap<string, { readonly service: string; readonly specificity: number }> {
    const best = new Map<string, { service: string; specificity: number }>();
    for (const [service, { modules }] of Object.entries(this.#parsed.file.services)) {
      for (const [i, pattern] of modules.entries()) {
        const way = ['services', service, 'modules', i];
        const { specificity } = compilePattern(pattern);
        for (const path of this.find(pattern, way)) {
          const held = best.get(path);
          if (held && held.service !== service && held.specificity === specificity) {
            this.#refuse(way, `"${path}" is pinned to ${held.service} too; keep it in one service.`);
          }
          if (shared.has(path)) this.#refuse(way, `"${path}" is in shared too; take it out of one of them.`);
          if (!held || held.specificity < specificity) best.set(path, { service, specificity });
        }
      }
    }
    return best;
  }

  functions(known: readonly Pick<FunctionFacts, 'module' | 'name'>[]): Map<string, Map<string, string>> {
    const names = new Set(known.map(({ module, name }) => `${module}#${name}`));
    const placed = new Map<string, Map<string, string>>();
    for (const [service, { functions }] of Object.entries(this.#parsed.file.services)) {
      for (const [i, entry] of functions.entries()) {
        const way = ['services', service, 'functions', i];
        const cut = entry.lastIndexOf('#');
        const [module, name] = [entry.slice(0, cut), entry.slice(cut + 1)];
        const own = placed.get(module) ?? new Map<string, string>();
        const other = own.get(name);
        if (!names.has(entry)) this.gone.push({ line: this.#parsed.lineOf(...way), value: entry });
        else if (other !== undefined)
          this.#refuse(way, `function "${entry}" is ${other}'s too; keep it in one service.`);
        else placed.set(module, own.set(name, service));
      }
    }
    return placed;
  }

  tableOwners(known: ReadonlySet<string>): Map<string, string> {
    const owners = new Map<string, string>();
    for (const [service, { tables }] of Object.entries(this.#parsed.file.services)) {
      for (const [i, table] of tables.entries()) {
        const way = ['services', service, 'tables', i];
        const other = owners.get(table);
        if (!known.has(table)) this.gone.push({ line: this.#parsed.lineOf(...way), value: table });
        else if (other !== undefined)
          this.#refuse(way, `table "${table}" is ${other}'s too; keep it in one service.`);
        else owners.set(table, service);
      }
    }
    return owners;
  }

  groupTogether(patterns: readonly string[], index: number, pinned: ReadonlyMap<string, string>): string[] {
    const way = ['together', index];
    const members = [
      ...new Set(patterns.flatMap((pattern, i) => this.find(pattern, [...way, 'modules', i]))),
    ];
    const services = [...new Set(members.flatMap((path) => pinned.get(path) ?? []))];
    if (services.length > 1) {
      this.#refuse(way, `its modules are pinned to ${services.join(' and ')}; unpin those of all but one.`);
    }
    return members;
  }

  groupApart(
    patterns: readonly string[],
    index: number,
    pinned: ReadonlyMap<string, string>,
    together: readonly (readonly string[])[],
  ): string[][] {
    const way = ['apart', index];
    const entries = patterns.map((pattern, i) => this.find(pattern, [...way, 'modules', i]));
    // A lone pattern keeps each of its modules from all others.
    const apart = entries.length === 1 ? (entries[0] ?? []).map((path) => [path]) : entries;
    for (const clash of clashesOf(apart, pinned, together)) this.#refuse(way, clash);
    return apart;
  }

  throwMistakes(): void {
    if (this.#mistakes.length === 0) return;
    throw new AnalysisError('BOUNDARIES_INVALID', this.#mistakes.join('\n'));
  }

  #refuse(way: Way, message: string): void {
    this.#mistakes.push(`${this.#name}:${this.#parsed.lineOf(...way)} ${placeOf(way)}: ${message}`);
  }
}

/** Why sets of modules cannot be kept apart, a sentence for each two of them; patterns may match thousands of modules. */
function clashesOf(
  sets: readonly (readonly string[])[],
  pinned: ReadonlyMap<string, string>,
  together: readonly (readonly string[])[],
): string[] {
  const sentences = new Map<string, string>();
  const setOf = new Map<string, number>();
  const tell = (first: string, second: string, sentence: string): void => {
    const pair = `${setOf.get(first)} ${setOf.get(second)}`;
    if (setOf.get(first) !== setOf.get(second) && !sentences.has(pair)) sentences.set(pair, sentence);
  };
  for (const [i, paths] of sets.entries()) {
    for (const path of paths) {
      const other = setOf.get(path);
      if (other === undefined) setOf.set(path, i);
      else if (other !== i)
        sentences.set(`${other} ${i}`, `"${path}" matches two of its patterns; narrow one of them.`);
    }
  }
  const firstOf = new Map<string, string>();
  for (const path of setOf.keys()) {
    const service = pinned.get(path);
    if (service === undefined) continue;
    const first = firstOf.get(service);
    if (first === undefined) firstOf.set(service, path);
    else tell(first, path, `"${first}" and "${path}" are both pinned to ${service}; unpin one of them.`);
  }
  for (const [i, group] of together.entries()) {
    const [first, ...others] = group.filter((path) => setOf.has(path));
    for (const path of others)
      tell(
        first as string,
        path,
        `"${first}" and "${path}" must share a service by together[${i}]; drop one of the two rules.`,
      );
  }
  return [...sentences.values()];
}
