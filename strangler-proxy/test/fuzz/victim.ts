/** A process of its own to be attacked: prints its port, and whatever it would have died of, because nobody caught it. */
import { createServer } from 'node:http';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { engines, reviewsConfig, startTestProxy } from '../kit/proxy.ts';

const [, , victim = '', upstreamPort = ''] = process.argv;
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error) =>
    console.log(JSON.stringify(String(error instanceof Error ? error.stack : error))),
  );
}
const monolith = `http://127.0.0.1:${upstreamPort}`;
if (victim === 'bare http-proxy-middleware') {
  const middleware = createProxyMiddleware({ target: monolith, xfwd: true });
  const server = createServer(
    (request, response) => void middleware(request, response, () => response.end()),
  );
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    console.log(typeof address === 'object' && address ? address.port : 0);
  });
} else {
  const engine = engines.find((name) => victim === `banyan ${name}`);
  if (!engine) throw new Error(`no victim ${victim}`);
  const more = 'timeouts: { connectMs: 500, firstByteMs: 500, idleMs: 500 }';
  const proxy = await startTestProxy(reviewsConfig({ monolith, engine, stage: 'ramp', share: '50%', more }));
  console.log(proxy.port);
}
