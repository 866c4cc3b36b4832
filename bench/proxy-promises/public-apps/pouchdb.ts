import type { PublicApp, Step } from './app.ts';

const json = (method: string, url: string, body?: unknown): Step => ({
  method,
  url,
  ...(body !== undefined && { body }),
});
const get = (url: string, headers: Readonly<Record<string, string>> = {}): Step => ({
  method: 'GET',
  url,
  headers,
});

/** A CouchDB in JavaScript on Express 4: documents, revisions, attachments, views, a feed of changes. */
export const pouchdb: PublicApp = {
  name: 'express-pouchdb 4.2.0 (Express 4)',
  packages: [
    'express@4.22.2',
    'express-pouchdb@4.2.0',
    ...['core', 'adapter-memory', 'adapter-http', 'mapreduce', 'replication', 'find'].map(
      (part) => `pouchdb-${part}@7.3.1`,
    ),
  ],
  program: `
const plugins = ['pouchdb-adapter-memory', 'pouchdb-adapter-http', 'pouchdb-mapreduce', 'pouchdb-replication', 'pouchdb-find'];
const PouchDB = plugins.reduce((base, name) => base.plugin(require(name)), require('pouchdb-core'));
const app = require('express')();
app.use('/', require('express-pouchdb')(PouchDB.defaults({ adapter: 'memory' }), { inMemoryConfig: true, logPath: './couch.log' }));
app.listen(Number(process.argv[2]), '127.0.0.1');
`,
  ready: '/',
  session: [
    get('/'),
    get('/_all_dbs'),
    json('PUT', '/plants'),
    json('PUT', '/plants'),
    get('/plants'),
    json('PUT', '/plants/ficus', { name: 'Ficus', light: 3, tags: ['green', 'large'], price: 19.9 }),
    {
      ...json('PUT', '/plants/monstera', { name: 'Monstera ✿ straße', light: 2 }),
      keep: (answer) => ({ rev: JSON.parse(answer).rev }),
    },
    json('PUT', '/plants/monstera', { name: 'lost update' }),
    {
      method: 'PUT',
      url: (given) => `/plants/monstera?rev=${given('rev')}`,
      body: { name: 'Monstera', light: 4 },
    },
    get('/plants/monstera'),
    get('/plants/monstera?revs=true&revs_info=true'),
    { ...get('/plants/monstera'), method: 'HEAD' },
    get('/plants/monstera', { 'accept-encoding': 'gzip' }),
    get('/plants/nothing'),
    get('/plants/%E2%9C%BF%20%2F'),
    json('POST', '/plants/_bulk_docs', {
      docs: Array.from({ length: 200 }, (_, index) => ({
        _id: `p${index}`,
        name: `Plant ${index}`,
        light: index % 5,
      })),
    }),
    get('/plants/_all_docs?include_docs=true'),
    get('/plants/_all_docs?limit=3&skip=10&descending=true'),
    json('POST', '/plants/_all_docs', { keys: ['p1', 'ficus', 'nothing'] }),
    json('POST', '/plants/_index', { index: { fields: ['light'] } }),
    json('POST', '/plants/_find', { selector: { light: { $gt: 3 } }, limit: 5 }),
    json('POST', '/plants/_find', { selector: 'none' }),
    get('/plants/_changes?limit=5'),
    get('/plants/_changes?feed=longpoll&since=0&limit=2'),
    {
      method: 'PUT',
      url: '/plants/with-picture/leaf.bin',
      headers: { 'content-type': 'application/octet-stream' },
      body: 'binary\u0000\u0001 and text',
      keep: (answer) => ({ picture: JSON.parse(answer).rev }),
    },
    get('/plants/with-picture/leaf.bin'),
    get('/plants/with-picture/leaf.bin', { range: 'bytes=0-5' }),
    get('/plants/with-picture?attachments=true'),
    { method: 'DELETE', url: (given) => `/plants/with-picture/leaf.bin?rev=${given('picture')}` },
    json('PUT', '/plants/_design/by', {
      views: { light: { map: 'function (doc) { emit(doc.light, 1); }', reduce: '_sum' } },
    }),
    get('/plants/_design/by/_view/light?group=true'),
    get('/plants/_design/by/_view/light?reduce=false&key=4&limit=3'),
    json('PUT', '/plants/_local/checkpoint', { at: 7 }),
    get('/plants/_local/checkpoint'),
    json('POST', '/plants/_revs_diff', { ficus: ['1-none'] }),
    json('POST', '/_replicate', { source: 'plants', target: 'copy', create_target: true }),
    get('/copy'),
    get('/_session'),
    json('POST', '/_session', { name: 'nobody', password: 'wrong' }),
    { method: 'POST', url: '/plants', headers: { 'content-type': 'application/json' }, body: '{ not json' },
    { method: 'POST', url: '/plants', headers: { 'content-type': 'text/plain' }, body: 'no json at all' },
    json('POST', '/plants/_compact', {}),
    json('DELETE', '/copy'),
    get('/copy'),
    json('OPTIONS', '/plants'),
    json('PATCH', '/plants'),
    get('/_stats'),
    get('/_utils'),
  ],
};
