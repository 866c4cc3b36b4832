import type { Lease } from '../forward/target-pool.ts';
import { IDENTITY_HEADER, signIdentity } from '../identity/token.ts';
import type { Side } from '../routing/choose-side.ts';
import { rewritePath } from '../routing/rewrite.ts';
import type { Admitted, Services } from './handle-request.ts';

/** Where a side is asked. A lease must be told how it went. */
export interface Destination {
  readonly origin: string;
  readonly target: string;
  readonly lease: Lease | undefined;
}

/** What a side is asked: the service has its own targets, and may have its own paths. */
export function destinationOf({ runtime }: Services, admitted: Admitted, side: Side): Destination {
  const { snapshot, plan, request } = admitted;
  const lease =
    side === 'service' && plan.slice ? runtime.pool(plan.slice.config.service).take(Date.now()) : undefined;
  const path = lease && plan.route ? rewritePath(plan.route, request) : request.path;
  return { origin: lease?.origin ?? snapshot.config.monolith.target, target: path + request.search, lease };
}

/** Who is asking, as fields for the service; `problem` where nobody can say. */
export async function identityFields(
  { whoIs }: Services,
  { snapshot, plan, request }: Admitted,
): Promise<readonly string[] | { readonly problem: string }> {
  const { identity, monolith } = snapshot.config;
  const key = snapshot.identityKey;
  if (!plan.slice?.config.identity || !identity || !key) return [];
  const nowMs = Date.now();
  const answered = await whoIs.ask(monolith.target, identity.ask, request, identity.rememberMs, nowMs);
  if ('problem' in answered) return answered;
  return answered.identity
    ? [IDENTITY_HEADER, signIdentity(key, answered.identity, plan.slice.config.name, nowMs)]
    : [];
}
