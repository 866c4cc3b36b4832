import { EdgeCollector } from '../edges.ts';
import type { EdgeFacts } from '../facts.ts';
import type { Linker } from '../linker.ts';
import { isMigration } from '../migrations.ts';
import { dataIndexOf } from './data-index.ts';
import type { Relation } from './model-registry.ts';

/** Tables, the relations of their models, who touches them where, and which are touched by one statement. */
export const dataLinker: Linker = {
  name: 'data',
  link(program, draft) {
    const { schema, places, unread, relations } = dataIndexOf(program);
    const named = new Map(schema.list().map((table) => [table.name, table]));
    for (const { site, access, together } of places) {
      // A migration moves rows once, before a new version starts: nobody is coupled by it, and it names tables that are gone.
      if (isMigration(program, site.path)) continue;
      const where = { module: site.path, line: site.call.line };
      for (const { table, mode, columns } of access) {
        draft.access.push({
          ...where,
          function: program.nameOf({ path: site.path, function: site.call.within }),
          table,
          mode,
          columns,
        });
        if (!named.has(table))
          named.set(table, { name: table, columns: [], definedAt: null, foreignKeys: [] });
      }
      for (const tables of together) draft.joins.push({ ...where, tables });
    }
    draft.tables.push(...named.values());
    for (const one of unread) draft.unresolved.push(one);
    draft.edges.push(...relationEdges(relations));
  },
};

/** Edges between the files of models that hold each other, one for each property or key. */
function relationEdges(relations: readonly Relation[]): EdgeFacts[] {
  const edges = new EdgeCollector();
  const known = new Set<string>();
  for (const { from, to, name } of relations) {
    const key = `${from.path}\0${from.line}\0${to.path}\0${name}`;
    if (!known.has(key)) edges.add(from.path, to.path, 'relation', from.line, name);
    known.add(key);
  }
  return edges.finish();
}
