import { BlockList, isIP } from 'node:net';
import type { CohortConfig } from '../config/schema.ts';
import { headerOf } from '../guard/header-list.ts';
import type { CleanRequest } from '../guard/request.ts';
import { cookieValues } from './caller-cookie.ts';

/** What is known of a caller besides its request. */
export interface CohortContext {
  readonly clientIp: string;
  /** Only a gateway's word counts for what a header says of its caller. */
  readonly peerIsTrusted: boolean;
  /** The claims of the caller's token, if it has one and it was verified. */
  readonly claims: () => Readonly<Record<string, unknown>> | undefined;
}

/** Whether a caller belongs to a cohort. */
export type CohortTest = (
  request: Pick<CleanRequest, 'headers' | 'cookie'>,
  context: CohortContext,
) => boolean;

/** Prepares a cohort of the configuration for asking. */
export function cohortTest(cohort: CohortConfig): CohortTest {
  if ('networks' in cohort) {
    const list = networkList(cohort.networks);
    return (_request, { clientIp }) => list.has(clientIp);
  }
  const values = new Set(cohort.values.map(String));
  if ('header' in cohort) {
    const name = cohort.header.toLowerCase();
    return (request, { peerIsTrusted }) => peerIsTrusted && values.has(headerOf(request.headers, name) ?? '');
  }
  if ('claim' in cohort) {
    const { claim } = cohort;
    return (_request, { claims }) => {
      const given = claims();
      const value = given && Object.hasOwn(given, claim) ? given[claim] : undefined;
      return [value]
        .flat()
        .some((one) => (typeof one === 'string' || typeof one === 'number') && values.has(String(one)));
    };
  }
  const { cookie } = cohort;
  return (request) => [...cookieValues(request.cookie, cookie)].some((value) => values.has(value));
}

/** A set of addresses and networks. */
export interface NetworkList {
  has(address: string): boolean;
}

/** @example networkList(['10.0.0.0/8']).has('10.1.2.3') // true */
export function networkList(entries: readonly string[]): NetworkList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  const isEmpty = entries.length === 0;
  return {
    has(address) {
      const family = isEmpty ? 0 : isIP(address);
      return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
    },
  };
}
