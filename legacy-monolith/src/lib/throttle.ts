import { now } from './clock.ts';
import { ShopError } from './errors.ts';

/** Counts failed logins by e-mail, in memory: a class with state that lives as long as the process. */
export class LoginThrottle {
  #failures = new Map<string, { count: number; until: number }>();
  #limit: number;
  #windowMs: number;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  check(email: string): void {
    const entry = this.#failures.get(email.toLowerCase());
    if (!entry || entry.count < this.#limit) return;
    const leftMs = entry.until - now().getTime();
    if (leftMs <= 0) {
      this.#failures.delete(email.toLowerCase());
      return;
    }
    throw new ShopError(429, 'TOO_MANY_ATTEMPTS', 'Too many failed logins; try again later.', {
      retryAfterSeconds: Math.ceil(leftMs / 1000),
    });
  }

  failed(email: string): void {
    const key = email.toLowerCase();
    const at = now().getTime();
    const entry = this.#failures.get(key);
    if (entry && entry.until > at) entry.count += 1;
    else this.#failures.set(key, { count: 1, until: at + this.#windowMs });
    // Names are free to invent: forget the oldest before the map grows without end.
    if (this.#failures.size > 10_000) this.#failures.delete(this.#failures.keys().next().value as string);
  }

  succeeded(email: string): void {
    this.#failures.delete(email.toLowerCase());
  }

  reset(): void {
    this.#failures.clear();
  }
}

export const loginThrottle = new LoginThrottle(5, 15 * 60_000);
