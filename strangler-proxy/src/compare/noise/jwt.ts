const JWT = /^[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*$/;

/** Header and claims of a JSON Web Token as flat texts (`payload.sub`); the signature is left out. `undefined`: not one. */
export function readJwt(text: string): ReadonlyMap<string, string> | undefined {
  if (!JWT.test(text)) return undefined;
  const claims = new Map<string, string>();
  const [head = '', payload = ''] = text.split('.');
  for (const [name, part] of [
    ['header', head],
    ['payload', payload],
  ] as const) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    } catch {
      return undefined;
    }
    if (typeof parsed !== 'object' || parsed === null) return undefined;
    for (const [claim, value] of Object.entries(parsed)) {
      claims.set(`${name}.${claim}`, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return claims;
}
