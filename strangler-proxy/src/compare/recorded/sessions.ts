import type { HeaderLine } from '../answer.ts';

/** Cookies and tokens by which callers are told apart. */
const MAX_CREDENTIALS = 50_000;

/**
 * Which requests belong to one caller, told by the cookies (and tokens) they were given. Numbers, not values, name the
 * sessions: a recording is no list of session cookies.
 */
export class SessionTracker {
  private readonly byCredential = new Map<string, string>();
  private count = 0;

  /** The session of a request; a caller that shows nothing known starts one. */
  sessionOf(headers: readonly HeaderLine[]): string {
    const credentials = credentialsOf(headers);
    const known = credentials
      .map((credential) => this.byCredential.get(credential))
      .find((session) => session !== undefined);
    if (known === undefined) this.count += 1;
    const session = known ?? `s${this.count}`;
    for (const credential of credentials) this.know(credential, session);
    return session;
  }

  /** Cookies that an answer hands out belong to the session that asked. */
  remember(session: string, answerHeaders: readonly HeaderLine[]): void {
    for (const [name, value] of answerHeaders) {
      if (name.toLowerCase() === 'set-cookie') this.know((value.split(';', 1)[0] ?? '').trim(), session);
    }
  }

  /** The oldest is forgotten first, so that a recording may last. */
  private know(credential: string, session: string): void {
    this.byCredential.set(credential, session);
    if (this.byCredential.size > MAX_CREDENTIALS)
      this.byCredential.delete(this.byCredential.keys().next().value ?? '');
  }
}

/** Cookies short of these say a setting, not a caller. */
const SHORTEST_CREDENTIAL = 16;

function credentialsOf(headers: readonly HeaderLine[]): string[] {
  return headers.flatMap(([name, value]) => {
    const key = name.toLowerCase();
    if (key === 'authorization') return [value];
    return key === 'cookie'
      ? splitCookies(value).filter((cookie) => cookie.length >= SHORTEST_CREDENTIAL)
      : [];
  });
}

export function splitCookies(value: string): string[] {
  return value
    .split(';')
    .map((cookie) => cookie.trim())
    .filter(Boolean);
}
