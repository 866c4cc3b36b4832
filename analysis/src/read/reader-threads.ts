/** How many threads read a tree. */

/** More threads than this are never busy: linking waits for the slowest. */
const maxThreads = 8;
/** Less is not worth a thread: to start, and to have its code compiled, it needs as long as to read half of this. */
const charactersPerThread = 3_000_000;

/**
 * One for each core, though this thread and V8's collectors need some of it: of two cores a second reader took 0.3 s of CPU more and 0.1 s
 * less time on 13 million characters.
 *
 * @example threadsFor(13_000_000, 2) // 2
 */
export function threadsFor(characters: number, cores: number): number {
  return Math.min(maxThreads, cores, Math.max(1, Math.ceil(characters / charactersPerThread)));
}
