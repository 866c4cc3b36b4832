import { claims, hopByHop, methodOverrides } from './header-names.ts';

/** What the name of a field says of it, whoever sends it. */
export interface FieldName {
  readonly lower: string;
  /** A name by RFC 9110 5.1; nothing else may be sent. */
  readonly isToken: boolean;
  /** `ambiguous`: `Transfer_Encoding` and its like become `transfer-encoding` in CGI-style upstreams. `ours`: only we may say it. */
  readonly kind: 'end-to-end' | 'hop-by-hop' | 'claim' | 'method override' | 'ours' | 'ambiguous';
}

/** A method or the name of a field (RFC 9110 5.6.2). */
export const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Names as they were written before: looking one up costs a third of reading it. Bounded, because they come from outside. */
const known = new Map<string, FieldName>();
const MAX_KNOWN_NAMES = 1_000;
const MAX_KNOWN_LENGTH = 64;

/** @example fieldName('Transfer-Encoding').kind // 'hop-by-hop' */
export function fieldName(written: string): FieldName {
  const before = known.get(written);
  if (before) return before;
  const isToken = token.test(written);
  if (!isToken || known.size >= MAX_KNOWN_NAMES || written.length > MAX_KNOWN_LENGTH)
    return describe(written, isToken);
  // A copy: as a part of its head's text it would keep all of that in memory.
  const own = Buffer.from(written, 'latin1').toString('latin1');
  const name = describe(own, isToken);
  known.set(own, name);
  return name;
}

function describe(written: string, isToken: boolean): FieldName {
  const lower = written.toLowerCase();
  return { lower, isToken, kind: kindOf(lower) };
}

function kindOf(lower: string): FieldName['kind'] {
  if (lower.includes('_')) return 'ambiguous';
  if (hopByHop.has(lower)) return 'hop-by-hop';
  if (lower.startsWith('x-banyan-')) return 'ours';
  if (claims.has(lower)) return 'claim';
  return methodOverrides.has(lower) ? 'method override' : 'end-to-end';
}
