import type { FunctionRef, Program } from '../program.ts';
import { effectSourcesOf } from './effect-sources.ts';
import { type EffectTrail, EffectWalk } from './effect-walk.ts';

const walked = new WeakMap<readonly FunctionRef[], EffectTrail>();

/** The trail of an entry point's functions; walked once for each list, however many facts are made of it. */
export function trailOf(program: Program, functions: readonly FunctionRef[]): EffectTrail {
  const known = walked.get(functions);
  if (known !== undefined) return known;
  const walk = new EffectWalk(program, effectSourcesOf(program));
  for (const ref of functions) walk.function(ref);
  walked.set(functions, walk.trail);
  return walk.trail;
}
