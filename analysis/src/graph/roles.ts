/** What part each module plays, from evidence that a person can check. */
import type { FileFacts } from '../read/file-facts.ts';
import { compositionRoots } from './composition-roots.ts';
import type { ModuleRole } from './facts.ts';
import { drawsBecause, frontEnd, inPagesBecause } from './front-end.ts';
import type { FactsDraft } from './linker.ts';
import { migrationBecause } from './migrations.ts';
import { mountingModules } from './mounting.ts';
import type { Program } from './program.ts';
import { isTestPath } from './test-paths.ts';

export interface Role {
  readonly role: ModuleRole;
  readonly because: string;
}

/** Of all modules, imported by this share at least: used by everybody, owned by nobody. */
const kernelShare = 0.08;
const kernelMinimum = 12;

/** Whether so many importers mean that everybody uses a module, whatever the service. */
export function isUsedByAll(importers: number, moduleCount: number): boolean {
  return importers >= Math.max(kernelMinimum, moduleCount * kernelShare);
}

/** `jest.config.js`, `gulpfile.js`: read by tools, not by the application. */
const SETTINGS = /(?:^|\/)(?:[\w.-]+\.config|[Gg]ulpfile|[Gg]runtfile|jakefile)\.[cm]?[jt]s$/;

/** `.eslintrc.cjs`, `.pnp.cjs`: tools look for such names; whatever stands in them is not the application's. */
export const isDotFile = (path: string): boolean => /(?:^|\/)\.[^/]+$/.test(path);

export interface RoleEvidence {
  readonly endpoints: ReadonlyMap<string, string>;
  readonly entities: ReadonlyMap<string, string>;
  readonly access: ReadonlyMap<string, string>;
  readonly frontEnd: ReadonlyMap<string, string>;
  /** Modules with routes, jobs, tables or accesses of their own. */
  readonly working: { has(path: string): boolean };
  /** Those of them that only mount what others answer. */
  readonly mounting: ReadonlySet<string>;
  readonly migrations: ReadonlyMap<string, string>;
  /** How many modules of the server import a module, and how many there are. */
  readonly importers: ReadonlyMap<string, number>;
  readonly moduleCount: number;
}

/** Collects from the linked facts what decides roles. */
export function roleEvidence(draft: FactsDraft, program: Program): RoleEvidence {
  const endpoints = new Map<string, string>();
  for (const route of draft.routes) endpoints.set(route.module, `registers ${route.method} ${route.path}`);
  for (const entry of draft.entries)
    if (!endpoints.has(entry.module)) endpoints.set(entry.module, `${entry.kind} ${entry.name}`);
  const entities = new Map<string, string>();
  for (const table of draft.tables)
    if (table.definedAt !== null) entities.set(table.definedAt.path, `defines ${table.name}`);
  const access = new Map<string, string>();
  for (const one of draft.access)
    if (!access.has(one.module))
      access.set(one.module, `${one.mode === 'W' ? 'writes' : 'reads'} ${one.table}`);
  const serving = new Set([
    ...draft.routes.map(({ module }) => module),
    ...draft.entries.filter((entry) => !mayRunInBrowsers(entry)).map(({ module }) => module),
  ]);
  const working = { has: (path: string) => serving.has(path) || entities.has(path) || access.has(path) };
  const entering = new Set(draft.entries.map(({ module }) => module));
  const mounting = mountingModules(
    draft,
    (path) => entering.has(path) || entities.has(path) || access.has(path),
  );
  const inBrowser = frontEndOf(draft, program, working);
  for (const path of inBrowser.keys()) endpoints.delete(path);
  const importers = new Map<string, number>();
  for (const edge of draft.edges) {
    if (isTestPath(edge.from) || inBrowser.has(edge.from)) continue;
    if ('import' in edge.kinds || 'type-import' in edge.kinds)
      importers.set(edge.to, (importers.get(edge.to) ?? 0) + 1);
  }
  const moduleCount = program.paths.length - inBrowser.size;
  const migrations = new Map<string, string>();
  for (const path of program.paths) {
    const because = migrationBecause(program, path);
    if (because !== null) migrations.set(path, because);
  }
  return {
    endpoints,
    entities,
    access,
    working,
    mounting,
    frontEnd: inBrowser,
    migrations,
    importers,
    moduleCount,
  };
}

/** How many modules each one leads to that puts the application together. */
export function rootsOf(
  draft: FactsDraft,
  paths: readonly string[],
  { working, mounting, frontEnd, migrations }: RoleEvidence,
  servesTests: (path: string) => boolean,
): Map<string, number> {
  return compositionRoots(
    paths.filter(
      (path) => !isTestPath(path) && !servesTests(path) && !frontEnd.has(path) && !migrations.has(path),
    ),
    draft.edges.flatMap(({ from, to, kinds }) => ('import' in kinds ? [[from, to] as const] : [])),
    working,
    mounting,
  );
}

/** Timers and listeners are no sign of a server: pages have them too. */
function mayRunInBrowsers({ kind, name }: FactsDraft['entries'][number]): boolean {
  return kind === 'listener' || (kind === 'job' && name.startsWith('every '));
}

function frontEndOf(
  draft: FactsDraft,
  program: Program,
  working: { has(path: string): boolean },
): Map<string, string> {
  const paths = program.paths.filter((path) => !isTestPath(path));
  const needsNode = {
    has: (path: string) =>
      program.file(path).imports.some(({ specifier }) => {
        const resolved = specifier === '' ? null : program.resolveImport(path, specifier);
        return resolved?.kind === 'package' && resolved.name.startsWith('node:');
      }),
  };
  const drawing = new Map<string, string>();
  for (const path of paths) {
    const resolve = (specifier: string) => program.resolveImport(path, specifier);
    const because =
      drawsBecause(path, program.file(path), resolve) ??
      (needsNode.has(path) ? null : inPagesBecause(program.file(path), resolve));
    if (because !== null) drawing.set(path, because);
  }
  return frontEnd({ paths, edges: draft.edges, working, needsNode, drawing });
}

/** What a module's part follows from beside its own facts. */
export interface Surroundings {
  /** The folder that it is in, where that only serves tests. */
  readonly testFolder: string | undefined;
  /** Why it is taken for generated. */
  readonly generated: string | undefined;
  /** How many modules it leads to, where it puts the application together. */
  readonly leadsTo: number | undefined;
}

export function roleOf(
  path: string,
  facts: FileFacts,
  evidence: RoleEvidence,
  { testFolder, generated, leadsTo }: Surroundings,
): Role {
  if (isTestPath(path)) return { role: 'test', because: 'named as tests are' };
  if (testFolder !== undefined)
    return { role: 'test', because: `in ${testFolder}/, which only serves tests` };
  if (isDotFile(path)) return { role: 'infrastructure', because: "a tool's own file" };
  const migration = evidence.migrations.get(path);
  if (migration !== undefined) return { role: 'migration', because: migration };
  // Before the listeners of a process that ends.
  if (leadsTo !== undefined)
    return {
      role: 'infrastructure',
      because: `puts the application together: leads to ${leadsTo} of ${evidence.moduleCount} modules, and none of them to it`,
    };
  const endpoint = evidence.endpoints.get(path);
  if (endpoint !== undefined) return { role: 'endpoint', because: endpoint };
  const entity = evidence.entities.get(path);
  if (entity !== undefined) return { role: 'entity', because: entity };
  const access = evidence.access.get(path);
  const inBrowser = evidence.frontEnd.get(path);
  if (access === undefined && inBrowser !== undefined)
    return { role: 'front-end', because: `runs in the browser: ${inBrowser}` };
  // What a program wrote belongs to what it was made from: every service makes its own.
  if (generated !== undefined) return { role: 'infrastructure', because: `generated: ${generated}` };
  const importers = evidence.importers.get(path) ?? 0;
  if (access === undefined && isUsedByAll(importers, evidence.moduleCount)) {
    return {
      role: 'shared-kernel',
      because: `imported by ${importers} of ${evidence.moduleCount} modules, touches no table`,
    };
  }
  if (importers === 0 && SETTINGS.test(path)) return { role: 'infrastructure', because: "a tool's settings" };
  if (/\.d\.[cm]?ts$/.test(path)) return { role: 'shared-kernel', because: 'declares types only' };
  if (access !== undefined) return { role: 'data-access', because: access };
  if (facts.functions.length === 1 && facts.classes.length === 0 && facts.exports.length > 0) {
    const isBarrel =
      facts.exports.every((one) => one.kind !== 'local') ||
      facts.bindings.every((one) => one.kind === 'import');
    if (isBarrel) return { role: 'infrastructure', because: 'only exports what other files declare' };
  }
  return { role: 'domain', because: 'has functions of its own and none of the other parts' };
}
