/** fast-proxy on bare node:http with its keep-alive defaults. */
import { createServer } from 'node:http';
import fastProxy from 'fast-proxy';

const [upstream = ''] = process.argv.slice(2);
const { proxy } = fastProxy({ base: upstream });
const server = createServer((request, response) => proxy(request, response, request.url ?? '/', {}));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listening ${address.port}`);
});
