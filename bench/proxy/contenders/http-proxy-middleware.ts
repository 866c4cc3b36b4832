/** http-proxy-middleware 4 on bare node:http, as users set it up, less Express: its defaults (a shared keep-alive agent), no log. */
import { createServer } from 'node:http';
import { createProxyMiddleware } from 'http-proxy-middleware';

const [upstream = ''] = process.argv.slice(2);
const proxy = createProxyMiddleware({ target: upstream });
const server = createServer((request, response) => {
  proxy(request, response, () => response.writeHead(404).end());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listening ${address.port}`);
});
