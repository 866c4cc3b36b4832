import type { Given, PublicApp, Step } from './app.ts';

const form = 'application/x-www-form-urlencoded';
const login = (given: Given) => ({ authorization: `Bearer ${given('token')}` });
const authorized = (method: string, url: Step['url'], body?: unknown): Step => ({
  method,
  url,
  headers: login,
  ...(body !== undefined && { body }),
});
const get = (url: string, headers: Readonly<Record<string, string>> = {}): Step => ({
  method: 'GET',
  url,
  headers,
});

/** Three pages of a flow: one that greets, one that answers with what it got, one that redirects and sets a cookie. */
const route = (id: string, method: string, url: string, func: string) => [
  { id: `${id}1`, type: 'http in', z: 'tab', name: '', url, method, upload: false, wires: [[`${id}2`]] },
  { id: `${id}2`, type: 'function', z: 'tab', name: '', func, outputs: 1, libs: [], wires: [[`${id}3`]] },
  { id: `${id}3`, type: 'http response', z: 'tab', name: '', wires: [] },
];
const flows = [
  { id: 'tab', type: 'tab', label: 'Pages' },
  ...route(
    'a',
    'get',
    '/hello/:name',
    'msg.payload = { hello: msg.req.params.name, query: msg.payload }; return msg;',
  ),
  ...route(
    'b',
    'post',
    '/echo',
    'msg.payload = { got: msg.payload, type: msg.req.headers["content-type"] }; return msg;',
  ),
  ...route(
    'c',
    'get',
    '/go',
    'msg.statusCode = 302; msg.headers = { location: "/hello/there" }; msg.cookies = { seen: { value: "yes", httpOnly: true } }; return msg;',
  ),
  ...route(
    'd',
    'get',
    '/page',
    'msg.headers = { "content-type": "text/html" }; msg.payload = "<h1>Plants &amp; pots</h1>"; return msg;',
  ),
  ...route('e', 'delete', '/echo', 'msg.statusCode = 204; msg.payload = ""; return msg;'),
  ...route('f', 'put', '/echo', 'msg.payload = Buffer.from([0, 1, 2, 255]); return msg;'),
];

/** Flow programming on Express 4: an editor with large files, an admin API behind a login, pages that users define. */
export const nodeRed: PublicApp = {
  name: 'node-red 4.1.15 (Express 4)',
  packages: ['node-red@4.1.15'],
  program: `
const http = require('node:http');
const RED = require('node-red');
const bcrypt = require(require.resolve('bcryptjs', { paths: [require.resolve('node-red')] }));
const app = require(require.resolve('express', { paths: [require.resolve('node-red')] }))();
const server = http.createServer(app);
RED.init(server, {
  httpAdminRoot: '/red', httpNodeRoot: '/', userDir: process.cwd(), flowFile: 'flows.json', credentialSecret: 'x',
  logging: { console: { level: 'fatal' } }, telemetry: { enabled: false },
  adminAuth: { type: 'credentials', users: [{ username: 'admin', password: bcrypt.hashSync('secret', 4), permissions: '*' }] },
});
app.use('/red', RED.httpAdmin);
app.use('/', RED.httpNode);
RED.start().then(() => server.listen(Number(process.argv[2]), '127.0.0.1'));
`,
  ready: '/red/',
  session: [
    get('/red/'),
    get('/red'),
    get('/red/', { 'accept-encoding': 'gzip, br' }),
    get('/red/red/red.min.js'),
    get('/red/vendor/vendor.js', { 'accept-encoding': 'gzip' }),
    get('/red/red/style.min.css', { range: 'bytes=100-299' }),
    get('/red/red/style.min.css', { range: 'bytes=99999999-' }),
    { ...get('/red/red/style.min.css'), method: 'HEAD' },
    get('/red/favicon.ico'),
    get('/red/settings'),
    get('/red/flows'),
    get('/red/auth/login'),
    {
      method: 'POST',
      url: '/red/auth/token',
      headers: { 'content-type': form },
      body: 'client_id=node-red-admin&grant_type=password&scope=*&username=admin&password=wrong',
    },
    {
      method: 'POST',
      url: '/red/auth/token',
      headers: { 'content-type': form },
      body: 'client_id=node-red-admin&grant_type=password&scope=*&username=admin&password=secret',
      keep: (answer) => ({ token: JSON.parse(answer).access_token }),
    },
    authorized('GET', '/red/settings'),
    authorized('GET', '/red/flows'),
    authorized('GET', '/red/nodes'),
    authorized('GET', '/red/locales/editor?lng=de'),
    authorized('POST', '/red/flows', flows),
    authorized('GET', '/red/flows'),
    authorized('GET', '/red/flow/tab'),
    authorized('GET', '/red/flow/none'),
    authorized('POST', '/red/flows', 'not a flow'),
    // A deployment is answered before its flows run.
    { ...get('/hello/Ana?x=1&x=2&y=%C3%A4'), waitsFor: '/hello/Ana' },
    get('/hello/%E2%9C%BF'),
    { method: 'POST', url: '/echo', body: { plant: 'Ficus', price: 19.9 } },
    { method: 'POST', url: '/echo', headers: { 'content-type': form }, body: 'plant=Ficus&note=a+b%26c' },
    { method: 'POST', url: '/echo', headers: { 'content-type': 'text/plain' }, body: 'words' },
    { method: 'POST', url: '/echo', headers: { 'content-type': 'application/json' }, body: '{ not json' },
    { method: 'POST', url: '/echo', body: { long: 'x'.repeat(300_000) } },
    { method: 'PUT', url: '/echo', body: {} },
    { method: 'DELETE', url: '/echo' },
    { method: 'OPTIONS', url: '/echo' },
    get('/go'),
    get('/page'),
    get('/none'),
    authorized('PUT', '/red/flow/tab', { id: 'tab', label: 'Other pages', nodes: [], configs: [] }),
    get('/page'),
    authorized('POST', '/red/context/none', {}),
    authorized('DELETE', '/red/flow/tab'),
    { method: 'POST', url: '/red/auth/revoke', headers: login, body: { token: 'unknown' } },
    authorized('GET', '/red/settings/user'),
  ],
};
