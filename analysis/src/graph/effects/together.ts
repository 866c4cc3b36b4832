import { entryIndexOf } from '../entry-index.ts';
import type { Linker } from '../linker.ts';
import type { FunctionRef } from '../program.ts';
import { isReadThrough, sharedStateOf } from './shared-state.ts';
import { trailOf } from './trails.ts';

/** A state that nearly every route touches (a logger's, a clock's) binds nothing: moving it is moving everything. */
const MAX_SHARE = 0.5;

/** Routes that would disagree if they ran in different processes. */
export const togetherLinker: Linker = {
  name: 'together',
  link(program, draft) {
    const routes = entryIndexOf(program).routes;
    const reached = routes.map((route) => trailOf(program, route.functions).reached);
    for (const state of sharedStateOf(program)) {
      // A variable is most often a connection, a setting or a counter that each process may have for itself.
      if (!state.isContainer || state.isWeak || isReadThrough(state)) continue;
      const touching = (refs: readonly FunctionRef[]): string[] => {
        const keys = new Set(refs.map((ref) => program.numberOf(ref)));
        return routes
          .filter((_, index) => [...keys].some((key) => reached[index]?.has(key)))
          .map(({ method, path }) => `${method} ${path}`);
      };
      const writers = touching(state.writers);
      const all = [...new Set([...writers, ...touching(state.readers)])].sort();
      if (writers.length === 0 || all.length < 2 || all.length > Math.max(2, routes.length * MAX_SHARE))
        continue;
      draft.together.push({
        routes: all,
        because: `they share ${state.name} in memory (${state.module}:${state.line})`,
      });
    }
  },
};
