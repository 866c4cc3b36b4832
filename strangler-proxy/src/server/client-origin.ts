import { isIP } from 'node:net';
import type { Origin } from '../forward/outgoing-headers.ts';
import type { CleanRequest } from '../guard/request.ts';
import type { NetworkList } from '../routing/cohort.ts';

/** Who is at the other end of a connection. */
export interface Peer {
  readonly address: string;
  readonly isTls: boolean;
}

/** An IPv4 address as itself, also where a dual-stack socket wrote it as IPv6. */
export function plainAddress(address: string | undefined): string {
  return address === undefined ? 'unknown' : address.startsWith('::ffff:') ? address.slice(7) : address;
}

/** Some gateways write the client's port behind its address. */
function withoutPort(text: string): string {
  const match = /^(?:\[([^\]]+)\]|(\d+\.\d+\.\d+\.\d+))(?::\d+)?$/.exec(text);
  return match?.[1] ?? match?.[2] ?? text;
}

/**
 * Where a request came from. Only what a trusted proxy says is believed: the client is the last address in
 * X-Forwarded-For that isn't a trusted proxy itself, because everything before it may be invented.
 */
export function originOf(
  request: CleanRequest,
  { address: peer, isTls }: Peer,
  trusted: NetworkList,
): Origin {
  const protocol = isTls ? 'https' : 'http';
  if (!trusted.has(peer)) return { clientIp: peer, forwardedFor: peer, protocol, host: request.host };
  const chain = (request.claims.get('x-forwarded-for') ?? '')
    .split(',')
    .map((address) => withoutPort(address.trim()))
    .filter((address) => isIP(address) !== 0);
  const clientIp = chain.findLast((address) => !trusted.has(address)) ?? chain[0] ?? peer;
  const claimedProtocol = request.claims.get('x-forwarded-proto');
  return {
    clientIp,
    forwardedFor: [...chain, peer].join(', '),
    protocol: claimedProtocol === 'https' || claimedProtocol === 'http' ? claimedProtocol : protocol,
    host: request.claims.get('x-forwarded-host') ?? request.host,
  };
}
