import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Side } from './choose-side.ts';

/** Names the field, and the cookie, by which a tester chooses a side. */
export const OVERRIDE = 'x-banyan-override';
export const OVERRIDE_COOKIE = 'banyan-override';

/**
 * Signs a tester's wish for one slice and a limited time. Anybody who holds it may use it, so keep it short-lived.
 *
 * @param expiresAtMs milliseconds since 1970.
 * @example signOverride(key, 'reviews', 'service', Date.now() + 3_600_000) // 'reviews.service.1790000000.mAC…'
 */
export function signOverride(key: KeyObject, slice: string, side: Side, expiresAtMs: number): string {
  const text = `${slice}.${side}.${Math.floor(expiresAtMs / 1_000)}`;
  return `${text}.${macOf(key, text)}`;
}

/** The side that a valid, unexpired override of this slice asks for. */
export function readOverride(key: KeyObject, slice: string, given: string, nowMs: number): Side | undefined {
  const match = /^([a-z][a-z0-9-]*)\.(monolith|service)\.(\d{1,12})\.([\w-]{22})$/.exec(given);
  if (!match || match[1] !== slice || Number(match[3]) * 1_000 < nowMs) return undefined;
  const expected = Buffer.from(macOf(key, given.slice(0, given.lastIndexOf('.'))));
  const isValid = timingSafeEqual(expected, Buffer.from(match[4] ?? ''));
  return isValid ? (match[2] as Side) : undefined;
}

function macOf(key: KeyObject, text: string): string {
  // The same key signs callers' cookies; the prefix keeps one from passing as the other.
  return createHmac('sha256', key).update(`override ${text}`).digest('base64url').slice(0, 22);
}
