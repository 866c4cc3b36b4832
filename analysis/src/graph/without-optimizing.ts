/**
 * Runs work of a few seconds without V8's optimising compiler (TurboFan). Reading and linking is much code that runs for a short
 * time: TurboFan takes a quarter of all CPU time to compile 500 functions of it, beside the threads that read, and what it makes is hardly faster
 * than what Maglev, the compiler before it, has made already. Suggesting boundaries, one small loop over numbers, needs it and has it.
 *
 * V8 knows no such switch for one thread or one function: the whole process goes without it meanwhile. Code that has been optimised stays so.
 */
import { setFlagsFromString } from 'node:v8';
import { canGoUnoptimised } from '../read/optimising.ts';

/** Runs that are under way. */
let running = 0;

/**
 * The compiler is back when the last of such runs ends.
 *
 * @example const facts = await withoutOptimizing(() => readAll(files));
 */
export async function withoutOptimizing<T>(work: () => Promise<T>, setFlag = setFlagsFromString): Promise<T> {
  if (!canGoUnoptimised) return work();
  if (running === 0) setFlag('--no-turbofan');
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    if (running === 0) setFlag('--turbofan');
  }
}
