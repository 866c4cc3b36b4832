/**
 * What the platform itself costs. `answers`: node:http, a small answer from memory. `forwards`: node:http and a socket
 * to the upstream, nothing checked, chosen, counted or logged; it can forward requests without a body whose answer
 * arrives in one piece, and nothing else.
 */
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';

const [upstream = '', way = 'answers'] = process.argv.slice(2);
const body = JSON.stringify({ id: 17, name: 'Monstera', price: '24.90', inStock: true });
const answers: RequestListener = (_request, response) => {
  response.writeHead(200, ['content-type', 'application/json', 'content-length', String(body.length)]);
  response.end(body, 'latin1');
};

const idle: Socket[] = [];
const waiting = new Map<Socket, ServerResponse>();
const forwards: RequestListener = ({ method, url, rawHeaders }, response) => {
  const socket = idle.pop() ?? open();
  waiting.set(socket, response);
  let head = `${method} ${url} HTTP/1.1\r\n`;
  for (let index = 0; index < rawHeaders.length; index += 2)
    head += `${rawHeaders[index]}: ${rawHeaders[index + 1]}\r\n`;
  socket.write(`${head}\r\n`, 'latin1');
};

function open(): Socket {
  const { hostname, port } = new URL(upstream);
  const socket = connect(Number(port), hostname).setNoDelay();
  socket.setEncoding('latin1').on('data', (text: string) => {
    const end = text.indexOf('\r\n\r\n');
    const fields = text.slice(0, end).split('\r\n').slice(1);
    const response = waiting.get(socket);
    idle.push(socket);
    const flat = fields.flatMap((line) => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 2),
    ]);
    response?.writeHead(200, flat).end(text.slice(end + 4), 'latin1');
  });
  return socket;
}

const server = createServer(way === 'answers' ? answers : forwards);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listening ${address.port}`);
});
