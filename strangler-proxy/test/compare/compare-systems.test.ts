import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { compareSystems, hasMismatches, readRequests, renderComparison } from '../../src/compare/index.ts';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A shop whose answers carry what answers carry: an id of the request, a time, an own address. */
function shop(change: (product: Record<string, unknown>, id: number) => void = () => {}): RequestListener {
  return (request, response) => {
    const id = Number(/\d+/.exec(request.url ?? '')?.[0] ?? 0);
    const product: Record<string, unknown> = {
      id,
      name: `Ficus no. ${id}`,
      price: 10 + id / 4,
      tags: ['green', 'large'],
      servedAt: new Date().toISOString(),
      requestId: randomUUID(),
      self: `http://${request.headers.host}/api/products/${id}`,
    };
    change(product, id);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(product));
  };
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

const requests = readRequests(
  Array.from({ length: 40 }, (_, id) => `GET /api/products/${id + 1}`).join('\n'),
);

describe('compareSystems', () => {
  it('finds nothing between two that differ only in ids, times and own addresses, and says what the noise was', async () => {
    const report = await compareSystems({ left: await serve(shop()), right: await serve(shop()), requests });
    expect(report).toMatchObject({ requests: 40, matched: 40 });
    expect(hasMismatches(report)).toBe(false);
    expect(report.endpoints.map(({ endpoint }) => endpoint)).toEqual(['GET /api/products/:id']);
    const noise = new Map(report.endpoints[0]?.noise.map(({ path, because }) => [path, because]));
    expect(noise.get('body.requestId')).toBe('uuid');
    expect(noise.get('body.servedAt')).toBe('clock');
    expect(noise.get('body.self')).toBe('own-address');
  });

  it('names endpoint and field of a wrong price on one product, with both values', async () => {
    const right = await serve(
      shop((product, id) => {
        if (id === 7) product['price'] = 99;
      }),
    );
    const report = await compareSystems({ left: await serve(shop()), right, requests });
    expect(report.endpoints[0]?.mismatches).toMatchObject([{ path: 'body.price', kind: 'value', count: 1 }]);
    expect(report.matched).toBe(39);
    expect(report.endpoints[0]?.mismatches[0]?.examples[0]).toMatchObject({
      request: 'GET /api/products/7',
      left: '11.75',
      right: '99',
    });
    expect(renderComparison(report, { colour: false })).toContain('body.price: another value in 1 of 40');
  });

  it('takes a field that the monolith changes at every call for noise, and a missing one beside it for a mismatch', async () => {
    let visits = 0;
    const counting = shop((product) => {
      visits += 1 + Math.floor(Math.random() * 5);
      product['visits'] = visits;
    });
    const right = await serve(
      shop((product) => {
        product['visits'] = 1_000 + Math.floor(Math.random() * 90);
        delete product['tags'];
      }),
    );
    const report = await compareSystems({ left: await serve(counting), right, requests });
    expect(report.endpoints[0]?.mismatches.map(({ path, kind }) => `${kind} ${path}`)).toContain(
      'missing body.tags',
    );
  });

  it('tells at once that nothing listens at an address', async () => {
    const left = await serve(shop());
    await expect(compareSystems({ left, right: 'http://127.0.0.1:1', requests })).rejects.toThrow(
      /--right http:\/\/127\.0\.0\.1:1: nothing answers there/,
    );
  });
});
