/** A side that misbehaves on demand: `?act=slow` answers late, `reset` cuts the connection, `half` cuts the answer. */
import { createServer } from 'node:http';

const slowMs = 300;
const [, , port = '0', name = 'service'] = process.argv;

createServer((request, response) => {
  const act = new URL(request.url ?? '/', 'http://service').searchParams.get('act');
  request.resume();
  request.on('end', () => {
    if (act === 'reset') return void request.socket.resetAndDestroy();
    if (act === 'slow') return void setTimeout(() => response.end(name), slowMs);
    if (act !== 'half') return void response.end(JSON.stringify({ name, path: request.url }));
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
    setImmediate(() => request.socket.destroy());
  });
}).listen(Number(port), '127.0.0.1', () => console.log('up'));
