/** What the database does by itself after a write: triggers, cascading deletes. Asked when the schema is complete. */
import type { Happening } from '../effects/happening.ts';
import type { AccessMode, TableFacts } from '../facts.ts';
import { rememberedByName } from '../remembered.ts';
import type { SchemaTables } from './schema-tables.ts';

export class Consequences {
  private readonly schema: SchemaTables;
  /** Tables with foreign keys. */
  private tables: readonly TableFacts[] | null = null;
  private readonly cascadesFrom = rememberedByName((table) => this.findCascades(table));

  constructor(schema: SchemaTables) {
    this.schema = schema;
  }

  /** @param verbs What is done to the rows: `insert`, `update`, `delete`. */
  of(table: string, mode: AccessMode, verbs: readonly string[]): Happening[] {
    if (mode === 'R') return [];
    const touched: Happening[] = [];
    for (const trigger of this.schema.triggers) {
      if (
        trigger.table.toLowerCase() !== table.toLowerCase() ||
        !trigger.events.some((event) => verbs.includes(event))
      )
        continue;
      for (const inner of this.schema.accessOf(trigger))
        touched.push({
          kind: 'access',
          table: this.schema.canonical(inner.table) ?? inner.table,
          mode: inner.mode,
          columns: inner.columns,
          isIdempotent: inner.verb !== 'insert' && inner.isRelative !== true,
        });
    }
    if (verbs.includes('delete'))
      for (const child of this.cascadesFrom(table))
        touched.push({ kind: 'access', table: child, mode: 'W', columns: [], isIdempotent: true });
    return touched;
  }

  /** Tables whose rows go or change with a row of this one, over all steps. */
  private findCascades(table: string): readonly string[] {
    const reached = new Set<string>();
    this.tables ??= this.schema.list().filter(({ foreignKeys }) => foreignKeys.length > 0);
    const { tables } = this;
    const visit = (parent: string): void => {
      for (const { name, foreignKeys } of tables) {
        const actions = foreignKeys
          .filter((key) => key.references.toLowerCase() === parent.toLowerCase())
          .map((key) => key.onDelete);
        const isDeleted = actions.some((action) => /^cascade$/i.test(action));
        const isChanged = isDeleted || actions.some((action) => /^set ?(?:null|default)$/i.test(action));
        if (!isChanged || reached.has(name)) continue;
        reached.add(name);
        if (isDeleted) visit(name);
      }
    };
    visit(table);
    return [...reached];
  }
}
