import type { Linker } from './linker.ts';

/** Run in this order: each may read what the ones before it put into the draft. */
export const linkers: readonly Linker[] = [];
