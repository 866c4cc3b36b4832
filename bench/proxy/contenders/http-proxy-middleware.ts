/**
 * http-proxy-middleware 4 without a log, in one of four ways:
 *
 * - `defaults`: on bare node:http, as its README has it less Express; connections are kept in its shared agent;
 * - `tuned`: the same with an agent of its own, without a bound and used last in first out;
 * - `express`: in Express 5, the README's own example;
 * - `no-keep-alive`: a connection for each request, what version 3 does unless told otherwise.
 */
import { Agent, createServer, type RequestListener } from 'node:http';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';

const [upstream = '', way = 'defaults'] = process.argv.slice(2);
const agents = {
  tuned: { agent: new Agent({ keepAlive: true, scheduling: 'lifo' }) },
  'no-keep-alive': { agent: false },
};
const proxy = createProxyMiddleware({
  target: upstream,
  ...(way === 'tuned' || way === 'no-keep-alive' ? (agents[way] as object) : {}),
});
const bare: RequestListener = (request, response) => {
  void proxy(request, response, () => response.writeHead(404).end());
};
const server = createServer(way === 'express' ? express().use(proxy) : bare);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(`listening ${address.port}`);
});
