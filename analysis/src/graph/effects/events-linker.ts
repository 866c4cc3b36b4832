import type { Linker } from '../linker.ts';
import { eventIndexOf } from './event-index.ts';

/** Events with their emitters and listeners, and the coupling between modules that they make. */
export const eventsLinker: Linker = {
  name: 'events',
  link(program, draft) {
    for (const { name, emitters, listeners } of eventIndexOf(program).events.values()) {
      draft.events.push({ name, emitters, listeners });
      for (const { path: from, line } of emitters) {
        for (const to of new Set(listeners.map(({ path }) => path))) {
          if (from !== to)
            draft.edges.push({
              from,
              to,
              kinds: { event: 1 },
              places: [{ line, kind: 'event', symbol: name }],
            });
        }
      }
    }
  },
};
