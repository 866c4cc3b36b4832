import type { Config } from '../config/schema.ts';
import type { Forwarder } from './forwarder.ts';
import { createHpmForwarder } from './http-proxy-middleware.ts';
import { createSocketForwarder } from './sockets.ts';
import { createUndiciForwarder } from './undici.ts';
import type { UpstreamTls } from './upstream-tls.ts';

/** Every engine that a configuration may name. None opens a connection before it is asked to. */
export function openEngines(tls: UpstreamTls): Record<Config['engine'], Forwarder> {
  const undici = createUndiciForwarder(tls);
  return {
    sockets: createSocketForwarder(undici),
    undici,
    'http-proxy-middleware': createHpmForwarder(tls),
  };
}
