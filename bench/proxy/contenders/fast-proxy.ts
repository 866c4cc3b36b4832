/** fast-proxy on bare node:http: with its defaults (a keep-alive agent of node:http), or with `undici: true`. */
import { createServer } from 'node:http';
import fastProxy from 'fast-proxy';

const [upstream = '', client = 'node:http'] = process.argv.slice(2);
const { proxy } = fastProxy({ base: upstream, ...(client === 'undici' ? { undici: true } : {}) });
const server = createServer((request, response) => proxy(request, response, request.url ?? '/', {}));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listening ${address.port}`);
});
