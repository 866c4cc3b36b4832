/** @fastify/http-proxy (reply-from on undici) with its defaults and no log. */
import proxy from '@fastify/http-proxy';
import fastify from 'fastify';

const [upstream = ''] = process.argv.slice(2);
const app = fastify();
await app.register(proxy, { upstream });
const url = await app.listen({ port: 0, host: '127.0.0.1' });
console.log(`listening ${new URL(url).port}`);
