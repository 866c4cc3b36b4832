import { dataLinker } from './data/data-linker.ts';
import { entriesLinker } from './effects/entries-linker.ts';
import { eventsLinker } from './effects/events-linker.ts';
import { sharedStateLinker } from './effects/shared-state.ts';
import { togetherLinker } from './effects/together.ts';
import { transactionsLinker } from './effects/transactions-linker.ts';
import { unreadPackagesLinker } from './effects/unread-packages.ts';
import type { Linker } from './linker.ts';

/** Run in this order: each may read what the ones before it put into the draft. */
export const linkers: readonly Linker[] = [
  dataLinker,
  entriesLinker,
  eventsLinker,
  transactionsLinker,
  sharedStateLinker,
  togetherLinker,
  unreadPackagesLinker,
];
