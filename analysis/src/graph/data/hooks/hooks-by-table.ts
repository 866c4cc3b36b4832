import type { Happening } from '../../effects/happening.ts';
import { rememberedByName } from '../../remembered.ts';
import type { Done, Hook } from './hook.ts';

const NOTHING: readonly Happening[] = [];

/** The hooks of one library, found by the table that is touched. */
export class HooksByTable {
  private readonly hooks: readonly Hook[];
  private readonly ofTable = rememberedByName((table) =>
    this.hooks.filter((hook) => hook.table === null || hook.table.toLowerCase() === table),
  );

  constructor(hooks: readonly Hook[]) {
    this.hooks = hooks;
  }

  /** What the library runs around an access. */
  around(table: string, done: Done): readonly Happening[] {
    if (this.hooks.length === 0) return NOTHING;
    return this.ofTable(table.toLowerCase()).flatMap((hook): Happening[] =>
      hook.hears(done) ? [{ kind: 'runs', functions: hook.functions, self: hook.self }] : [],
    );
  }
}
