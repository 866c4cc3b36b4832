import { copyFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasMismatches,
  type Recorded,
  readRecording,
  renderComparison,
  replay,
  startRecorder,
} from '../../src/compare/index.ts';
import { type PlantedFault, startFaultyFront } from './replay/faulty-front.ts';
import { aDayAtTheShop, copyWithOtherIds, startShop } from './replay/fig-and-fern.ts';

let folder: string;
let recording: readonly Recorded[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'));
  const first = await startShop(join(folder, 'seed.db'));
  await first.stop();
  await copyFile(join(folder, 'seed.db'), join(folder, 'recorded.db'));
  const shop = await startShop(join(folder, 'recorded.db'));
  const recorder = await startRecorder({ target: shop.url, out: join(folder, 'day.jsonl'), secrets: 'keep' });
  await aDayAtTheShop(recorder.url);
  await recorder.close();
  await shop.stop();
  recording = readRecording(await readFile(join(folder, 'day.jsonl'), 'utf8'));
});
afterAll(() => rm(folder, { recursive: true }));

const FAULTS: readonly PlantedFault[] = [
  {
    name: 'price of one product',
    request: /^GET \/api\/products\/4$/,
    found: ['GET /api/products/:id', /price/],
    body: (text) => text.replace('"22.00"', '"22.50"'),
  },
  {
    name: 'wrong total of an order',
    request: /^POST \/api\/checkout$/,
    found: ['POST /api/checkout', /total/],
    body: (text) => text.replace(/"total":"(\d)/, '"total":"9$1'),
  },
  {
    name: 'order of somebody else',
    request: /^GET \/api\/orders\/\d+$/,
    found: ['GET /api/orders/:id', /customerId/],
    body: (text) => text.replace(/"customerId":\d+/, '"customerId":4'),
  },
  {
    name: 'HttpOnly lost',
    request: /^POST \/api\/auth\/login$/,
    found: ['POST /api/auth/login', /set-cookie.*httponly/],
    headers: (headers) => {
      headers['set-cookie'] = headers['set-cookie']?.map((cookie) => cookie.replace(/; HttpOnly/i, ''));
    },
  },
  {
    name: 'status of a registration',
    request: /^POST \/api\/auth\/register$/,
    found: ['POST /api/auth/register', /status/],
    status: 200,
  },
  {
    name: 'row lost in the page of orders',
    request: /^GET \/admin\/orders$/,
    found: ['GET /admin/orders', /body/],
    body: (text) => text.replace(/<tr>(?:(?!<\/tr>)[\s\S])*<td>[\s\S]*?<\/tr>/, ''),
  },
  {
    name: 'points as text',
    request: /^GET \/api\/loyalty$/,
    found: ['GET /api/loyalty', /points/],
    body: (text) => text.replace(/"points":(\d+)/, '"points":"$1"'),
  },
  {
    name: 'count header lost',
    request: /^GET \/api\/products\?page=1$/,
    found: ['GET /api/products', /x-total-count/],
    headers: (headers) => {
      delete headers['x-total-count'];
    },
  },
  {
    name: 'redirect to another plant',
    request: /^GET \/p\/4$/,
    found: ['GET /p/:id', /location/],
    headers: (headers) => {
      headers['location'] = '/products/boston-fern';
    },
  },
  {
    name: 'invoice with another sum',
    request: /invoice$/,
    found: ['GET /api/orders/:id/invoice', /body/],
    body: (text) => text.replace(/(\d+)\.90/, '$1.95'),
  },
];

describe('replay of a recorded day at the shop', () => {
  it('records requests and answers by caller, in a file that only its owner reads', async () => {
    expect(recording.length).toBeGreaterThan(45);
    expect(new Set(recording.map(({ request }) => request.session)).size).toBeGreaterThanOrEqual(4);
    expect((await stat(join(folder, 'day.jsonl'))).mode & 0o777).toBe(0o600);
  });

  it('finds no difference on a fresh instance in which every new id and token is another', async () => {
    await copyWithOtherIds(join(folder, 'seed.db'), join(folder, 'fresh.db'));
    const shop = await startShop(join(folder, 'fresh.db'));
    const report = await replay({ recording, against: shop.url });
    await shop.stop();
    expect(hasMismatches(report), renderComparison(report, { colour: false })).toBe(false);
    expect(report).toMatchObject({ requests: recording.length, matched: recording.length });
    const renamed = report.endpoints
      .flatMap(({ noise }) => noise)
      .filter(({ because }) => because === 'renamed-id');
    expect(renamed.length).toBeGreaterThan(20);
  });

  it('finds all ten planted faults and nothing beside them', async () => {
    await copyWithOtherIds(join(folder, 'seed.db'), join(folder, 'faulty.db'));
    const shop = await startShop(join(folder, 'faulty.db'));
    const front = await startFaultyFront(shop.url, FAULTS);
    const report = await replay({ recording, against: front.url });
    await front.stop();
    await shop.stop();
    const found = report.endpoints.flatMap(({ endpoint, mismatches }) =>
      mismatches.map(({ path }) => ({ endpoint, path })),
    );
    const isOf = (
      { found: [endpoint, path] }: PlantedFault,
      item: { endpoint: string; path: string },
    ): boolean => item.endpoint === endpoint && path.test(item.path);
    expect(
      FAULTS.filter((fault) => !found.some((item) => isOf(fault, item))).map(({ name }) => name),
    ).toEqual([]);
    expect(found.filter((item) => !FAULTS.some((fault) => isOf(fault, item)))).toEqual([]);
  });
});
