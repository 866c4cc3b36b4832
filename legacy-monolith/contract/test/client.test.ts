import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { CookieJar } from '../client/cookies.ts';
import { eventsOf, take } from '../client/event-stream.ts';
import { connect, Visitor } from '../client/visitor.ts';

async function withVisitor(
  listener: RequestListener,
  use: (visitor: Visitor) => Promise<void>,
): Promise<void> {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const connection = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  try {
    await use(new Visitor(connection));
  } finally {
    connection.agent.destroy();
    server.close();
  }
}

it('keeps cookies until they expire', () => {
  const jar = new CookieJar();
  jar.take(['sid=s%3Aone.two; Path=/; HttpOnly', 'theme=dark; Max-Age=60', 'broken'], 0);
  expect(jar.header()).toBe('sid=s%3Aone.two; theme=dark');
  jar.take(['sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'theme=; Max-Age=0'], 1);
  expect(jar.header()).toBeUndefined();
});

it('sends its cookies back and shows every line of a header', async () => {
  const listener: RequestListener = (request, response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2']).end(request.headers.cookie ?? 'none');
  };
  await withVisitor(listener, async (visitor) => {
    const first = await visitor.get('/');
    expect([first.text, first.headerLines('Set-Cookie')]).toEqual(['none', ['a=1', 'b=2']]);
    expect((await visitor.get('/')).text).toBe('a=1; b=2');
  });
});

it('follows redirects only when asked', async () => {
  const listener: RequestListener = (request, response) => {
    if (request.url === '/old') response.writeHead(301, { location: '/new?x=1' }).end();
    else response.end(request.url);
  };
  await withVisitor(listener, async (visitor) => {
    const moved = await visitor.get('/old');
    expect(moved.status).toBe(301);
    expect((await visitor.follow(moved)).text).toBe('/new?x=1');
  });
});

it('gives up on a server that says nothing', async () => {
  await withVisitor(
    () => {},
    async ({ connection }) => {
      const hasty = new Visitor({ ...connection, timeoutMs: 20 });
      await expect(hasty.get('/slow')).rejects.toThrow('GET /slow: no byte for 20 ms');
    },
  );
});

it('reads events however they are cut', async () => {
  const listener: RequestListener = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('retry: 3000\n\n: hello\n\nevent: a\nid: 1\nda');
    response.end('ta: {"x":\ndata: 1}\n\ndata: last\n\nevent: never-ended');
  };
  await withVisitor(listener, async (visitor) => {
    const events = await take(eventsOf(await visitor.open('GET', '/events')), 9);
    expect(events).toEqual([
      { event: 'a', data: '{"x":\n1}', id: '1' },
      { event: 'message', data: 'last', id: undefined },
    ]);
  });
});
