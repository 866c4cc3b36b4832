import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto';

/** How tokens are verified: one algorithm, fixed by the configuration, never by the token. */
export type TokenKey =
  | { readonly algorithm: 'HS256'; readonly secret: KeyObject }
  | { readonly algorithm: 'RS256' | 'ES256'; readonly publicKey: KeyObject };

const MAX_TOKEN_LENGTH = 8_192;

/**
 * The claims of a JSON Web Token, if it was signed with the key and has not expired. Nothing else is looked at: the
 * side behind the proxy still checks the token for itself.
 *
 * @param nowMs milliseconds since 1970.
 */
export function verifiedClaims(
  token: string,
  key: TokenKey,
  nowMs: number,
): Readonly<Record<string, unknown>> | undefined {
  const [head, body, signature, ...rest] = token.split('.');
  if (token.length > MAX_TOKEN_LENGTH || !head || !body || !signature || rest.length > 0) return undefined;
  if (parseObject(head)?.['alg'] !== key.algorithm) return undefined;
  if (!isSignedBy(key, Buffer.from(`${head}.${body}`), Buffer.from(signature, 'base64url'))) return undefined;
  const claims = parseObject(body);
  const expires = claims?.['exp'];
  return typeof expires === 'number' && expires * 1_000 <= nowMs ? undefined : claims;
}

function isSignedBy(key: TokenKey, text: Buffer, signature: Buffer): boolean {
  if (key.algorithm === 'HS256') {
    const expected = createHmac('sha256', key.secret).update(text).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  }
  const options =
    key.algorithm === 'ES256' ? { key: key.publicKey, dsaEncoding: 'ieee-p1363' as const } : key.publicKey;
  return verify('sha256', text, options, signature);
}

function parseObject(base64url: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64url, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** @throws Error when the text is no public key. */
export function publicKeyOf(pem: string): KeyObject {
  return createPublicKey(pem);
}
