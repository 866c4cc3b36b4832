/** The origin of http-cache-tests, from its own handlers, on a free port; prints `listening PORT`. */
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Handler = (path: string[], request: IncomingMessage, response: ServerResponse) => void;

const [, , folder = ''] = process.argv;
const engine = existsSync(join(folder, 'test-engine')) ? 'test-engine/' : '';
const names = ['config', 'test', 'state'];
const handlers = new Map<string, Handler>();
for (const name of names) {
  const { default: handler } = await import(
    pathToFileURL(join(folder, `${engine}server/handle-${name}.mjs`)).href
  );
  handlers.set(name, handler);
}

const server = createServer((request, response) => {
  const [first = '', ...path] = (request.url ?? '').split('?')[0]?.split('/').slice(1) ?? [];
  const handler = handlers.get(first);
  if (handler) handler(path, request, response);
  else response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listening ${address.port}`);
});
