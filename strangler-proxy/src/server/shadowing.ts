import type { Side } from '../routing/choose-side.ts';
import { ALL } from '../routing/share.ts';
import type { Plan } from './plan.ts';
import type { SliceState } from './snapshot.ts';

/**
 * The side that is asked beside the caller's answer: the service in stage `shadow`, whichever did not answer during a
 * ramp, and the monolith once the service is live, if the file asks for this reverse shadow.
 */
export function otherSideOf(
  { served, config }: Pick<SliceState, 'served' | 'config'>,
  answering: Side,
): Side | undefined {
  switch (served.stage) {
    case 'shadow':
    case 'ramp':
      return answering === 'monolith' ? 'service' : 'monolith';
    case 'live':
      return config.compare.reverse ? 'monolith' : undefined;
    case 'off':
    case 'graduated':
      return undefined;
  }
}

const ONE_IN_TEN = ALL / 10;

/** Share of the reads that the other side is asked too: a shadow is for comparing, a ramp is for moving. */
export function sampleOf({ served, config }: Pick<SliceState, 'served' | 'config'>): number {
  return config.compare.sample ?? (served.stage === 'shadow' ? ALL : ONE_IN_TEN);
}

/**
 * Whether the other side is asked at all, and how. Reads always; what is no read only where its route opts in, only the
 * service and only while the monolith answers everybody: a shadow must never write to what callers read.
 */
export function shadowOf({
  slice,
  route,
  decision,
  isSafe,
}: Pick<Plan, 'slice' | 'route' | 'decision' | 'isSafe'>):
  | { readonly side: Side; readonly isWrite: boolean }
  | undefined {
  const side = slice && otherSideOf(slice, decision.side);
  if (!slice || !side) return undefined;
  if (isSafe) return { side, isWrite: false };
  const mayWrite = route?.shadowWrites === true && slice.served.stage === 'shadow' && side === 'service';
  return mayWrite ? { side, isWrite: true } : undefined;
}
