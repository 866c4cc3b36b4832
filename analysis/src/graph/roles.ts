/** What part each module plays, from evidence that a person can check. */
import type { FileFacts } from '../read/file-facts.ts';
import type { ModuleRole } from './facts.ts';
import type { FactsDraft } from './linker.ts';
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

export interface RoleEvidence {
  readonly endpoints: ReadonlyMap<string, string>;
  readonly entities: ReadonlyMap<string, string>;
  readonly access: ReadonlyMap<string, string>;
  readonly importers: ReadonlyMap<string, number>;
  readonly moduleCount: number;
}

/** Collects from the linked facts what decides roles. */
export function roleEvidence(draft: FactsDraft, paths: readonly string[]): RoleEvidence {
  const importers = new Map<string, number>();
  for (const edge of draft.edges) {
    if (isTestPath(edge.from)) continue;
    if ('import' in edge.kinds || 'type-import' in edge.kinds)
      importers.set(edge.to, (importers.get(edge.to) ?? 0) + 1);
  }
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
  return { endpoints, entities, access, importers, moduleCount: paths.length };
}

export function roleOf(
  path: string,
  facts: FileFacts,
  evidence: RoleEvidence,
  testFolder?: string,
  generated?: string,
): Role {
  if (isTestPath(path)) return { role: 'test', because: 'named as tests are' };
  if (testFolder !== undefined)
    return { role: 'test', because: `in ${testFolder}/, which only serves tests` };
  const endpoint = evidence.endpoints.get(path);
  if (endpoint !== undefined) return { role: 'endpoint', because: endpoint };
  const entity = evidence.entities.get(path);
  if (entity !== undefined) return { role: 'entity', because: entity };
  // What a program wrote belongs to what it was made from: every service makes its own.
  if (generated !== undefined) return { role: 'infrastructure', because: `generated: ${generated}` };
  const importers = evidence.importers.get(path) ?? 0;
  const access = evidence.access.get(path);
  if (access === undefined && isUsedByAll(importers, evidence.moduleCount)) {
    return {
      role: 'shared-kernel',
      because: `imported by ${importers} of ${evidence.moduleCount} modules, touches no table`,
    };
  }
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
