/** Run as a process of its own, to be killed: answers on a given port and writes down the id of each write it gets. */
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [, , port = '0', file = '', name = 'service'] = process.argv;
createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method === 'POST') appendFileSync(file, `${Buffer.concat(chunks)}\n`);
    response.end(name);
  });
}).listen(Number(port), '127.0.0.1', () => console.log('up'));
