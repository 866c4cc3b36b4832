/** What every contender forwards to: small JSON, 64 kB, a 10 MB stream, and a POST that reads its body. */
import { createServer } from 'node:http';

const small = Buffer.from(JSON.stringify({ id: 17, name: 'Monstera', price: '24.90', inStock: true }));
const medium = Buffer.alloc(64 * 1024, 'm');
const chunk = Buffer.alloc(64 * 1024, 's');
const streamBytes = 10 * 1024 * 1024;

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const path = request.url ?? '';
  if (path.endsWith('/medium')) return void response.end(medium);
  if (path.endsWith('/stream')) return stream(0);
  request.resume();
  request.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(small);
  });

  function stream(sent: number): void {
    let bytes = sent;
    while (bytes < streamBytes) {
      bytes += chunk.length;
      if (!response.write(chunk)) return void response.once('drain', () => stream(bytes));
    }
    response.end();
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listening ${address.port}`);
});
