import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { ConfigError, parseConfig, readStatus } from '../../src/index.ts';
import { startTestProxy } from '../kit/proxy.ts';

/** A file that uses every key. */
const good = `version: 1
listen: 127.0.0.1:0
admin: 127.0.0.1:0
engine: undici
workers: 2
monolith: { target: http://127.0.0.1:3000, timeouts: { connectMs: 1000 } }
services:
  reviews:
    targets: [http://127.0.0.1:4001]
    health: /health
    timeouts: { firstByteMs: 5000 }
slices:
  - name: reviews
    service: reviews
    routes:
      - { methods: [GET, POST], path: /api/products/:id/reviews, effect: read, hosts: [shop.example], headers: { x-api: '2' }, query: { all: true }, rewrite: /v2/:id }
      - { path: /api/reviews/* }
    stage: ramp
    share: 25%
    home: monolith
    callerKey: { cookie: sid }
    cohorts: [{ name: staff, share: 100% }, { name: tenant, share: 50% }]
    compare: { sample: 10%, reverse: false }
    fallback: reads
    identity: true
    timeouts: { idleMs: 5000 }
matching: express
timeouts: { connectMs: 2000, firstByteMs: 30000, idleMs: 300000 }
headers: { side: true, translate: true }
paths: strict
hosts: [shop.example]
trustedProxies: [10.0.0.0/8, 127.0.0.1]
proxyProtocol: [10.0.0.0/8]
cohorts:
  staff: { header: x-user-id, values: [1, 2] }
  tenant: { claim: tenant, values: [acme] }
  office: { networks: [10.0.0.0/8] }
  beta: { cookie: beta, values: [yes please] }
tokens: { algorithm: HS256, secret: 0123456789abcdef }
together:
  - { routes: [GET /api/reviews/1, GET /orders], because: one transaction, allowSplit: true }
accessLog: /dev/null
telemetry: { endpoint: http://127.0.0.1:4318, headers: { x-api-key: k }, serviceName: shop, sample: 1% }
identity: { ask: /whoami, secret: 0123456789abcdef0123456789abcdef, rememberMs: 1000 }
limits: { maxConnections: 100, maxConnectionsPerAddress: 50, maxUnderWay: 50, clientIdleMs: 5000, stopMs: 5000, maxHeaders: 100, shadowBytes: 1000, shadowConcurrency: 4 }
`;

const reference = (text: string) => `$\{${text}}`;

type Path = (string | number)[];
/** A place, a value that can't stand there, and the words of the cure. */
const wrong: [Path, unknown, RegExp][] = [
  [['version'], 2, /Write version: 1/],
  [['listen'], '8080', /host and a port such as 127.0.0.1:8080/],
  [['listen'], '127.0.0.1:99999', /host and a port/],
  [['admin'], '0.0.0.0:9090', /for this machine only/],
  [['telemetry'], true, /endpoint: http:\/\/127\.0\.0\.1:4318/],
  [['telemetry', 'endpoint'], '127.0.0.1:4318', /collector that takes OTLP/],
  [['telemetry', 'endpoint'], 'http://key@collector', /collector that takes OTLP/],
  [['telemetry', 'headers'], ['x-api-key'], /header fields such as/],
  [['telemetry', 'serviceName'], 7, /a name such as/],
  [['telemetry', 'sample'], 0.1, /per cent/],
  [['workers'], 0, /number of processes from 1 to 256, or auto/],
  [['workers'], 'all', /or auto for one on each core/],
  [['engine'], 'nginx', /undici or http-proxy-middleware/],
  [['monolith'], 'http://127.0.0.1:3000', /mapping such as \{ target/],
  [['monolith', 'target'], 'http://127.0.0.1:3000/shop', /Write scheme, host and port only/],
  [['monolith', 'target'], 'http://user:secret@127.0.0.1:3000', /Write scheme, host and port only/],
  [['monolith', 'target'], 'file:///etc/passwd', /Write scheme, host and port only/],
  [['monolith', 'timeouts', 'connectMs'], 0, /Write milliseconds from 1/],
  [['services'], [], /mapping of services/],
  [['services', 'reviews', 'targets'], [], /at least one target/],
  [['services', 'reviews', 'targets', 0], '127.0.0.1:4001', /Write scheme, host and port only/],
  [['services', 'reviews', 'health'], 'health', /path such as \/health/],
  [['services', 'reviews', 'timeouts', 'firstByteMs'], '5s', /Write milliseconds from 1/],
  [['slices'], {}, /list of slices/],
  [['slices', 0, 'name'], 'Reviews!', /lower-case letters, digits and hyphens/],
  [['slices', 0, 'service'], 'orders', /Name one of the services of this file \(reviews\)/],
  [['slices', 0, 'routes'], [], /at least one route/],
  [['slices', 0, 'routes', 0, 'methods'], [], /list of methods/],
  [['slices', 0, 'routes', 0, 'methods', 0], 'get', /list of methods such as/],
  [['slices', 0, 'routes', 0, 'path'], 'api/reviews', /Begin with a slash/],
  [['slices', 0, 'routes', 0, 'path'], '/api//reviews', /single slashes/],
  [['slices', 0, 'routes', 0, 'path'], '/api/*/reviews', /at the end only/],
  [['slices', 0, 'routes', 0, 'path'], '/api/re*', /mixes text with pattern/],
  [['slices', 0, 'routes', 0, 'path'], '/api/:a-:b', /whole segment/],
  [['slices', 0, 'routes', 0, 'effect'], 'reads', /one of read, idempotent-write/],
  [['slices', 0, 'routes', 0, 'hosts'], [], /at least one host/],
  [['slices', 0, 'routes', 0, 'headers'], { 'x-a': 1 }, /header fields such as/],
  [['slices', 0, 'routes', 0, 'query'], ['preview'], /query parameters such as/],
  [['slices', 0, 'routes', 0, 'rewrite'], '/v2/:product', /":product" is not in the route/],
  [['slices', 0, 'cohorts', 0, 'name'], 'nobody', /Name one of the cohorts of this file \(staff/],
  [['slices', 0, 'cohorts', 0, 'share'], 1, /per cent/],
  [['cohorts', 'staff'], { header: 'x-user-id' }, /Write \{ header: x-user-id, values/],
  [['cohorts', 'staff', 'values'], [], /Write \{ header: x-user-id, values/],
  [['cohorts', 'tenant'], { claim: 7, values: ['acme'] }, /Write \{ header: x-user-id, values/],
  [['tokens'], { algorithm: 'none' }, /algorithm: HS256/],
  [['tokens'], { algorithm: 'HS256', secret: 'short' }, /at least 16|algorithm: HS256/],
  [['together', 0, 'routes'], ['GET /api/reviews/1'], /routes: \["GET/],
  [
    ['together', 0],
    { routes: ['GET /api/reviews/1', 'GET /orders'], because: 'one transaction' },
    /must move as one \(one transaction\)/,
  ],
  [['slices', 0, 'stage'], 'canary', /one of off, shadow, ramp, live, graduated/],
  [['slices', 0, 'share'], 25, /per cent from 0% to 100%/],
  [['slices', 0, 'share'], '101%', /per cent from 0% to 100%/],
  [['slices', 0, 'share'], '0.001%', /two decimals/],
  [['slices', 0, 'home'], 'service', /cut the data back first/],
  [['slices', 0, 'home'], 'both', /monolith or service/],
  [['slices', 0, 'callerKey'], 'sid', /\{ cookie: sid \}/],
  [['slices', 0, 'callerKey', 'cookie'], 'a b', /\{ cookie: sid \}/],
  [['slices', 0, 'callerKey'], { claim: 7 }, /\{ claim: sub \}/],
  [['slices', 0, 'compare', 'sample'], 0.1, /per cent/],
  [['slices', 0, 'compare', 'reverse'], 'yes please', /true or false/],
  [['slices', 0, 'fallback'], 'always', /reads or never/],
  [['slices', 0, 'timeouts', 'idleMs'], -1, /Write milliseconds from 1/],
  [['matching'], 'fuzzy', /express or exact/],
  [['timeouts', 'connectMs'], 'soon', /Write milliseconds from 1/],
  [['timeouts', 'firstByteMs'], 1.5, /Write milliseconds from 1/],
  [['timeouts', 'idleMs'], 0, /Write milliseconds from 1/],
  [['headers', 'side'], 'yes please', /true or false/],
  [['headers', 'translate'], 1, /true or false/],
  [['paths'], 'lenient', /strict, redirect or pass/],
  [['hosts', 0], 17, /host name/],
  [['trustedProxies', 0], 'gateway', /address or a network/],
  [['proxyProtocol'], true, /list of addresses or networks/],
  [['proxyProtocol', 0], 'balancer', /address or a network/],
  [['limits', 'maxConnections'], 0, /number of connections/],
  [['limits', 'maxConnectionsPerAddress'], 0, /number of connections/],
  [['limits', 'maxHeaders'], 3, /from 20/],
  [['slices', 0, 'identity'], 'yes please', /true or false/],
  [['identity', 'ask'], 'whoami', /ask: \/whoami/],
  [['identity', 'secret'], 'short', /at least 32/],
  [['identity', 'rememberMs'], 0, /milliseconds from 1/],
  [['tls'], { cert: 'a.pem' }, /cert: FILE, key: FILE/],
  [['accessLog'], true, /a file, or stdout/],
  [['limits', 'maxUnderWay'], 0, /number of requests/],
  [['limits', 'clientIdleMs'], 0, /milliseconds from 1/],
  [['limits', 'stopMs'], '10s', /milliseconds from 1/],
  [['limits', 'shadowBytes'], -1, /bytes from 0/],
  [['limits', 'shadowConcurrency'], 0, /from 1/],
];

function withValue(path: Path, value: unknown): string {
  const document = parseDocument(good);
  document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}

function problemsOf(text: string) {
  try {
    parseConfig(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const formatted = (path: Path) =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');

describe('a configuration', () => {
  it('with every key right is read', () => {
    const { config } = parseConfig(good);
    expect(config.slices[0]).toMatchObject({ name: 'reviews', share: 2_500, stage: 'ramp' });
    expect(config.listen).toEqual({ host: '127.0.0.1', port: 0 });
  });

  it.each(wrong.map(([path, value, cure]) => ({ place: formatted(path), path, value, cure })))(
    'with $place = $value gets one message with that place and a cure',
    ({ path, value, cure, place }) => {
      const problems = problemsOf(withValue(path, value));
      expect(problems).toHaveLength(1);
      expect(problems[0]?.place).toMatch(new RegExp(`^${place.replace(/[[\].]/g, '\\$&')}`));
      expect(problems[0]?.cure).toMatch(cure);
      expect(problems[0]?.line).toBeGreaterThan(0);
    },
  );

  const required = ['version', 'listen', 'admin', 'monolith'];
  it.each(required)('without %s says that it is missing', (key) => {
    const document = parseDocument(good);
    document.delete(key);
    expect(problemsOf(document.toString())).toMatchObject([{ place: key, value: 'missing' }]);
  });

  const mappings: Path[] = [
    [],
    ['monolith'],
    ['services', 'reviews'],
    ['slices', 0],
    ['slices', 0, 'routes', 0],
    ['slices', 0, 'compare'],
    ['timeouts'],
    ['headers'],
    ['limits'],
  ];
  it.each(mappings.map((path) => ({ path, where: formatted(path) || 'the top' })))(
    'with an unknown key at $where names it and the known ones',
    ({ path }) => {
      const problems = problemsOf(withValue([...path, 'tpyo'], 1));
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ place: formatted([...path, 'tpyo']), value: 'unknown key' });
      expect(problems[0]?.cure).toMatch(/^Known keys here: \w+/);
    },
  );

  it('with several faults tells all of them, each with its line', () => {
    const text = good
      .replace('version: 1', 'version: 9')
      .replace('share: 25%', 'share: 25')
      .replace('matching: express', 'mathcing: express');
    const problems = problemsOf(text);
    expect(problems.map(({ place }) => place).sort()).toEqual(['mathcing', 'slices[0].share', 'version']);
    const lines = text.split('\n');
    for (const { place, line } of problems) expect(lines[(line ?? 0) - 1]).toContain(place.split('.').at(-1));
  });

  it('with two routes for the same requests names both', () => {
    const text = good.replace(
      '- { path: /api/reviews/* }',
      '- { path: /api/reviews/* }\n      - { methods: [GET], path: /API/reviews/*rest }',
    );
    expect(problemsOf(text)).toMatchObject([
      {
        place: 'slices[0].routes[2].path',
        cure: expect.stringMatching(/same requests as slices\[0\]\.routes\[1\]/),
      },
    ]);
  });

  it('with routes that other hosts, methods or values tell apart is read', () => {
    const routes = [
      '{ path: /x, hosts: [a] }',
      '{ path: /x, hosts: [b] }',
      '{ path: /y, methods: [GET] }',
      '{ path: /y, methods: [POST] }',
      '{ path: /z, headers: { v: "1" } }',
      '{ path: /z, headers: { v: "2" } }',
      '{ path: /z }',
    ];
    const text = good.replace(
      '- { path: /api/reviews/* }',
      routes.map((route) => `- ${route}`).join('\n      '),
    );
    expect(problemsOf(text)).toEqual([]);
  });

  it('that is not YAML says where', () => {
    expect(problemsOf('version: 1\nlisten: [')).toMatchObject([
      { value: 'is not valid YAML', line: expect.any(Number) },
    ]);
  });

  it('with the same key twice is refused', () => {
    expect(problemsOf(`${good}version: 1\n`)[0]?.cure).toMatch(/unique/);
  });

  it('with an alias bomb is refused before it grows', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefg'[index]}`).join(',')}]`),
    ].join('\n');
    expect(problemsOf(bomb)[0]?.cure).toMatch(/alias/);
  });

  it('fills references from the environment, and names what is not set', () => {
    const text = good
      .replace('http://127.0.0.1:4001', `"${reference('REVIEWS_URL')}"`)
      .replace('127.0.0.1:0\nadmin', `${reference('LISTEN:-127.0.0.1:0')}\nadmin`);
    const { config } = parseConfig(text, 'strangler.yaml', { REVIEWS_URL: 'http://reviews:80' });
    expect(config.services['reviews']?.targets).toEqual([{ origin: 'http://reviews', weight: 1 }]);
    expect(() => parseConfig(text, 'strangler.yaml', {})).toThrow(
      /services\.reviews\.targets\[0\]: \$\{REVIEWS_URL\} is not set/,
    );
  });

  it('keeps a header from choosing the side unless a trusted proxy sets it', () => {
    const text = good
      .replace('{ cookie: sid }', '{ header: x-user-id }')
      .replace('trustedProxies: [10.0.0.0/8, 127.0.0.1]\n', '');
    expect(problemsOf(text)).toMatchObject([
      { place: 'slices[0].callerKey.header', cure: expect.stringMatching(/trustedProxies/) },
      { place: 'cohorts.staff.header', cure: expect.stringMatching(/trustedProxies/) },
    ]);
  });
});

describe('a running proxy', () => {
  let end = async () => {};
  afterEach(() => end());

  it('keeps its last good table while the file is broken, says so once, and follows when it is mended', async () => {
    const proxy = await startTestProxy(good);
    end = proxy.end;
    const first = proxy.status().version;
    await writeFile(proxy.configPath, good.replace('share: 25%', 'share: 25'));
    await until(() => proxy.status().configProblem !== null);
    expect(proxy.status()).toMatchObject({
      version: first,
      configProblem: expect.stringMatching(/slices\[0\]\.share: 25\. Write a per cent/),
    });
    expect(proxy.notices.filter((text) => text.includes('last good table'))).toHaveLength(1);
    await writeFile(proxy.configPath, good.replace('share: 25%', 'share: 26%'));
    await until(() => proxy.status().slices[0]?.served.share === 2_600);
    const status = await readStatus({ configPath: proxy.configPath });
    expect(status).toMatchObject({
      configProblem: null,
      slices: [{ served: { stage: 'ramp', share: 2_600 } }],
    });
  });
});

/** Waits for something that another part does in its own time; the test's own limit ends it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}
