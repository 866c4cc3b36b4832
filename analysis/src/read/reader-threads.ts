/** How many threads read a tree. */

/** More threads than this are never busy: linking waits for the slowest. */
const maxThreads = 8;
/** Less is not worth a thread: to start, and to have its code compiled, it needs as long as to read half of this. */
const charactersPerThread = 3_000_000;
/** From here on all threads together save more than V8's own threads need. */
const manyCharacters = 20_000_000;

/**
 * Beside each thread V8 compiles and collects on threads of its own, for nearly as long as the thread reads. One core is
 * left to these: of two cores a second reader took half a second of CPU more and no less time on 13 million characters.
 *
 * @example threadsFor(13_000_000, 2) // 1
 */
export function threadsFor(characters: number, cores: number): number {
  const most = characters < manyCharacters ? Math.max(1, cores - 1) : cores;
  return Math.min(maxThreads, most, Math.max(1, Math.ceil(characters / charactersPerThread)));
}
