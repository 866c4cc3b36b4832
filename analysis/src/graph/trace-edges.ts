/** Calls seen at run time, as weights of the edges between the modules that the spans name. */
import type { Span } from '../read/traces.ts';
import type { EdgeCollector } from './edges.ts';
import type { FactsDraft } from './linker.ts';

/** Attributes that name a source file, newest convention first. */
const fileAttributes = ['code.file.path', 'code.filepath', 'code.namespace'];
const routeAttributes = ['http.route'];
const methodAttributes = ['http.request.method', 'http.method'];

/**
 * Adds to `call` what was seen: an edge weighs one more for each doubling of its count, so that a hot path shows
 * and does not drown what the code says. Spans that no module or route explains are said.
 */
export function addTraceEdges(
  spans: readonly Span[],
  draft: FactsDraft,
  paths: readonly string[],
  edges: EdgeCollector,
): void {
  const modules = new ModuleFinder(draft, paths);
  const byId = new Map(spans.map((span) => [`${span.trace}/${span.id}`, span]));
  const counts = new Map<string, { from: string; to: string; count: number }>();
  let unexplained = 0;
  for (const span of spans) {
    const to = modules.of(span);
    if (to === null) {
      unexplained += 1;
      continue;
    }
    const from = callerOf(span, byId, modules);
    if (from === null || from === to) continue;
    const key = `${from}\0${to}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { from, to, count: 1 });
    else known.count += 1;
  }
  for (const { from, to, count } of counts.values()) {
    edges.add(from, to, 'call', 1, `${count} times at run time`, 1 + Math.floor(Math.log2(count)));
  }
  if (unexplained > 0) {
    const what = `${unexplained} of ${spans.length} spans`;
    draft.unresolved.push({
      path: '',
      line: 1,
      what,
      because: 'neither a file nor a route of the tree is named in them',
    });
  }
}

/** The module of the nearest span above that has one. */
function callerOf(span: Span, byId: ReadonlyMap<string, Span>, modules: ModuleFinder): string | null {
  let at: Span | undefined = span;
  for (let steps = 0; at !== undefined && at.parent !== '' && steps < 100; steps += 1) {
    at = byId.get(`${at.trace}/${at.parent}`);
    const found = at === undefined ? null : modules.of(at);
    if (found !== null) return found;
  }
  return null;
}

class ModuleFinder {
  readonly #byRoute: ReadonlyMap<string, string>;
  readonly #bySuffix = new Map<string, string | null>();
  readonly #paths: readonly string[];

  constructor(draft: FactsDraft, paths: readonly string[]) {
    this.#paths = paths;
    this.#byRoute = new Map(
      draft.routes.map((route) => [`${route.method} ${route.path}`, route.handler.module]),
    );
  }

  of(span: Span): string | null {
    const file = first(span, fileAttributes);
    if (file !== null) return this.#ofFile(file);
    const route = first(span, routeAttributes);
    const method = first(span, methodAttributes) ?? 'GET';
    return route === null ? null : (this.#byRoute.get(`${method.toUpperCase()} ${route}`) ?? null);
  }

  /** Spans carry paths of another machine, often of built files: the longest common ending decides. */
  #ofFile(file: string): string | null {
    const known = this.#bySuffix.get(file);
    if (known !== undefined) return known;
    const wanted = endings(file);
    let best: string | null = null;
    let most = 0;
    for (const path of this.#paths) {
      const own = endings(path);
      let same = 0;
      while (same < own.length && own[same] === wanted[same]) same += 1;
      const isWhole = same === own.length || same >= 2;
      if (same > most && isWhole) [best, most] = [path, same];
    }
    this.#bySuffix.set(file, best);
    return best;
  }
}

function endings(path: string): string[] {
  return path
    .replaceAll('\\', '/')
    .replace(/\.[cm]?[jt]sx?$/, '')
    .split('/')
    .reverse();
}

function first(span: Span, keys: readonly string[]): string | null {
  for (const key of keys) {
    const value = span.attributes.get(key);
    if (value !== undefined && value !== '') return value;
  }
  return null;
}
