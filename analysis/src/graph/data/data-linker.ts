import type { Linker } from '../linker.ts';
import { dataIndexOf } from './data-index.ts';

/** Tables, who touches them where, and which are touched by one statement. */
export const dataLinker: Linker = {
  name: 'data',
  link(program, draft) {
    const { schema, places, unread } = dataIndexOf(program);
    const named = new Map(schema.list().map((table) => [table.name, table]));
    for (const { site, access, together } of places) {
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
    draft.unresolved.push(...unread);
  },
};
