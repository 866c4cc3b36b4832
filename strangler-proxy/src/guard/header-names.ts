/** RFC 9110 7.6.1 and what programs made of it: these fields are between two neighbours and never forwarded. */
export const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-authentication-info',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** Fields that claim where a request came from or where it wanted to go. Only a trusted proxy may set them. */
export const claims: ReadonlySet<string> = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-server',
  'x-forwarded-scheme',
  'x-forwarded-ssl',
  'x-forwarded-uri',
  'x-forwarded-path',
  'x-forwarded-method',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'x-original-url',
  'x-original-uri',
  'x-original-host',
  'x-rewrite-url',
  'x-host',
  'x-envoy-original-path',
]);

/**
 * Fields that a nomination in Connection never removes. Otherwise `Connection: authorization` strips a field that an
 * upstream trusts to be there, and `Connection: host, content-length` changes what the request means.
 */
export const neverNominated: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'authorization',
  'cookie',
  'set-cookie',
  'cache-control',
  'origin',
  'date',
  'via',
  'x-request-id',
  'traceparent',
  'tracestate',
  ...claims,
]);

/** Fields by which some frameworks take a request for another method than the one on its first line. */
export const methodOverrides: ReadonlySet<string> = new Set([
  'x-http-method-override',
  'x-http-method',
  'x-method-override',
]);

/** The lower-case names that a Connection field nominates, less those that it can't. */
export function nominations(connection: string): Set<string> {
  const names = new Set<string>();
  for (const token of connection.split(',')) {
    const name = token.trim().toLowerCase();
    if (name !== '' && !neverNominated.has(name)) names.add(name);
  }
  return names;
}
