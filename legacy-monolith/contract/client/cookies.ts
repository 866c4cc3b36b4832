/** A visitor's cookies by name. Enough of RFC 6265 for one origin: path and domain are ignored, expiry is honoured. */
export class CookieJar {
  readonly #values = new Map<string, string>();

  /** Takes the `Set-Cookie` lines of one answer; a line that expires its cookie removes it. */
  take(setCookieLines: readonly string[], now: number): void {
    for (const line of setCookieLines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const equals = pair.indexOf('=');
      if (equals < 1) continue;
      const name = pair.slice(0, equals);
      if (isExpired(attributes, now)) this.#values.delete(name);
      else this.#values.set(name, pair.slice(equals + 1));
    }
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  clear(): void {
    this.#values.clear();
  }

  /** The value of a `Cookie` header, or nothing where there are no cookies. */
  header(): string | undefined {
    if (this.#values.size === 0) return undefined;
    return [...this.#values].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

function isExpired(attributes: readonly string[], now: number): boolean {
  for (const attribute of attributes) {
    const [name = '', value = ''] = attribute.split(/=(.*)/s);
    if (/^max-age$/i.test(name)) return Number(value) <= 0;
    if (/^expires$/i.test(name)) return Date.parse(value) <= now;
  }
  return false;
}
