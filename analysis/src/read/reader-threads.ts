/** How many threads read a tree. */
import { canGoUnoptimised } from './optimising.ts';

/** More threads than this are never busy: linking waits for the slowest. */
const maxThreads = 8;
/** Less is not worth a thread: to start, and to have its code compiled, it needs as long as to read half of this. */
const charactersPerThread = 3_000_000;
/** From here on all threads together save more than V8's own threads need. */
const manyCharacters = 20_000_000;

/**
 * One for each core, though this thread and V8's collectors need some of it: of two cores a second reader took 0.3 s of CPU more and 0.1 s
 * less time on 13 million characters. Where V8 optimises meanwhile (before Node 24), it does so on threads of its own for nearly as long as
 * a reader reads, and one core is left to these: a second reader took half a second of CPU more and no less time.
 *
 * @example threadsFor(13_000_000, 2) // 2
 */
export function threadsFor(characters: number, cores: number, isOptimising = !canGoUnoptimised): number {
  const most = isOptimising && characters < manyCharacters ? Math.max(1, cores - 1) : cores;
  return Math.min(maxThreads, most, Math.max(1, Math.ceil(characters / charactersPerThread)));
}
