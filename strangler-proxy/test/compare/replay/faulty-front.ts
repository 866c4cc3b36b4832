import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One mistake planted between a shop and whoever asks it. */
export interface PlantedFault {
  readonly name: string;
  readonly request: RegExp;
  /** Endpoint and path under which it has to be reported. */
  readonly found: readonly [endpoint: string, path: RegExp];
  readonly body?: (text: string) => string;
  readonly headers?: (headers: IncomingHttpHeaders) => void;
  readonly status?: number;
}

/** Passes everything on to `target`, with the faults planted in the answers. */
export async function startFaultyFront(
  target: string,
  faults: readonly PlantedFault[],
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server: Server = createServer(async (incoming, outgoing) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (!['host', 'connection', 'content-length', 'transfer-encoding'].includes(name))
        headers.set(name, String(value));
    }
    const response = await fetch(`${target}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      redirect: 'manual',
      headers,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    const planted = faults.filter(({ request }) => request.test(`${incoming.method} ${incoming.url}`));
    const answerHeaders: IncomingHttpHeaders = Object.fromEntries(response.headers);
    const cookies = response.headers.getSetCookie();
    if (cookies.length > 0) answerHeaders['set-cookie'] = cookies;
    for (const name of [
      'content-length',
      'content-encoding',
      'transfer-encoding',
      'connection',
      'keep-alive',
    ])
      delete answerHeaders[name];
    for (const fault of planted) fault.headers?.(answerHeaders);
    const bytes = Buffer.from(await response.arrayBuffer());
    const changed = planted.some(({ body }) => body)
      ? Buffer.from(planted.reduce((text, { body }) => body?.(text) ?? text, bytes.toString()))
      : bytes;
    outgoing.writeHead(planted.find(({ status }) => status)?.status ?? response.status, answerHeaders);
    outgoing.end(incoming.method === 'HEAD' ? undefined : changed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
