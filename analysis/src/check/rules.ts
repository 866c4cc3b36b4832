import type { PathPattern } from '../boundaries/path-pattern.ts';
import type { Place } from '../graph/facts.ts';

/** A name in `boundaries.yaml`, with its place there. */
export interface Named {
  readonly text: string;
  readonly at: Place;
}

export interface PlacedPattern extends PathPattern {
  readonly at: Place;
}

export interface ServiceRule {
  readonly name: string;
  readonly modules: readonly PlacedPattern[];
  readonly tables: readonly Named[];
  /** `file#function`. */
  readonly functions: readonly Named[];
  readonly at: Place;
}

export interface ArrowRule {
  /** Services by name; `*` stands for any, `proxy-*` for all that begin so. */
  readonly from: PathPattern;
  readonly to: PathPattern;
  readonly because: string;
  readonly at: Place;
}

/** What `boundaries.yaml` says, each rule with its place there. */
export interface CheckRules {
  readonly file: string;
  readonly services: readonly ServiceRule[];
  /** Shared kernel: every service may use it, it may use none. */
  readonly shared: readonly PlacedPattern[];
  /** What `together` and `apart` speak of; they are for the suggestion, and here only have to match something. */
  readonly groups: readonly PlacedPattern[];
  /** Empty: no arrow is agreed on, so every dependency between services is a finding. */
  readonly allowed: readonly ArrowRule[];
  readonly forbidden: readonly ArrowRule[];
}

/** Where a module belongs by the rules. */
export type Home =
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'shared' }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly claims: readonly string[] };

/**
 * The most specific pattern decides; between equals nobody does.
 *
 * @example homeOf('src/orders/list.ts', rules) // { kind: 'service', service: 'orders' }
 */
export function homeOf(path: string, rules: CheckRules): Home {
  let best = Number.NEGATIVE_INFINITY;
  let claims = new Set<string | null>();
  const claim = (patterns: readonly PathPattern[], service: string | null) => {
    for (const pattern of patterns) {
      if (pattern.specificity < best || !pattern.matches(path)) continue;
      if (pattern.specificity > best) claims = new Set();
      best = pattern.specificity;
      claims.add(service);
    }
  };
  for (const service of rules.services) claim(service.modules, service.name);
  claim(rules.shared, null);
  const [first, ...others] = claims;
  if (first === undefined) return { kind: 'none' };
  if (others.length > 0) return { kind: 'ambiguous', claims: [...claims].map((name) => name ?? 'shared') };
  return first === null ? { kind: 'shared' } : { kind: 'service', service: first };
}

/** Why an arrow is refused; `null` when it is allowed. */
export function refusalOf(from: string, to: string, rules: CheckRules): string | null {
  const matches = (rule: ArrowRule) => rule.from.matches(from) && rule.to.matches(to);
  const forbidden = rules.forbidden.find(matches);
  if (forbidden) return `${from} → ${to} is forbidden: ${forbidden.because}`;
  if (rules.allowed.some(matches)) return null;
  return rules.allowed.length === 0
    ? `${from} → ${to} crosses a boundary and no arrow is allowed yet`
    : `${from} → ${to} is not among the allowed arrows`;
}
