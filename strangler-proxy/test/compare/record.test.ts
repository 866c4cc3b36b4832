import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecording, replay, startRecorder, writeRecorded } from '../../src/compare/index.ts';
import { Renamings } from '../../src/compare/noise/renamings.ts';
import { rewriteRequest } from '../../src/compare/recorded/rewrite.ts';
import { answerOf } from './samples.ts';

let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'));
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  await rm(folder, { recursive: true });
});

async function serve(body: Uint8Array, cutAfter = body.length): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': body.length });
    if (cutAfter === body.length) response.end(body);
    else response.write(body.subarray(0, cutAfter), () => response.destroy());
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a recorder', () => {
  it('passes every byte on and keeps the beginning of long bodies', async () => {
    const body = Buffer.alloc(300_000, 7);
    const out = join(folder, 'r.jsonl');
    const recorder = await startRecorder({
      target: await serve(body),
      out,
      maxBodyBytes: 1_000,
      secrets: 'keep',
    });
    const received = new Uint8Array(await (await fetch(`${recorder.url}/file`)).arrayBuffer());
    await recorder.close();
    expect(Buffer.compare(received, body)).toBe(0);
    const [recorded] = readRecording(await readFile(out, 'utf8'));
    expect(recorded?.answer).toMatchObject({ truncated: true, status: 200 });
    expect(recorded?.answer.body).toHaveLength(1_000);
  });

  it('neither passes off a cut answer as whole nor records it', async () => {
    const out = join(folder, 'r.jsonl');
    const recorder = await startRecorder({ target: await serve(Buffer.alloc(100_000), 50_000), out });
    await expect(fetch(`${recorder.url}/file`).then((response) => response.arrayBuffer())).rejects.toThrow();
    await recorder.close();
    expect(recorder.recorded()).toBe(0);
  });

  it('says that its target is no URL, or its file cannot be written', async () => {
    await expect(startRecorder({ target: 'localhost', out: join(folder, 'r') })).rejects.toThrow(
      '"localhost" is not an http URL',
    );
    await expect(startRecorder({ target: 'http://localhost', out: join(folder, 'no', 'r') })).rejects.toThrow(
      /--out .*ENOENT.*Name a file that can be written/,
    );
  });
});

describe('a recording', () => {
  it('gives back what was written, text and bytes', () => {
    const recorded = [
      {
        request: {
          method: 'POST',
          url: '/a',
          headers: [['a', 'b'] as const],
          session: 's1',
          body: Buffer.from([0xff, 0]),
        },
        answer: answerOf('{"ä":1}'),
      },
      { request: { method: 'GET', url: '/b', headers: [], session: 's2' }, answer: answerOf('') },
    ];
    expect(readRecording(recorded.map(writeRecorded).join(''))).toEqual(
      recorded.map(({ request, answer }) => ({
        request: expect.objectContaining(request),
        answer: expect.objectContaining({ ...answer, body: expect.anything() }),
      })),
    );
  });

  it.each([
    ['{', 'day.jsonl:1: not JSON'],
    ['{"session":"s1"}', 'day.jsonl:1: atMs'],
    ['', 'day.jsonl: nothing in it'],
  ])('is refused as %j with place and cure', (text, message) => {
    expect(() => readRecording(text, { fileName: 'day.jsonl' })).toThrow(message);
  });

  it('may be a HAR with its answers', () => {
    const entry = (status: number) => ({
      startedDateTime: '2026-11-23T14:05:06.000Z',
      time: 12,
      request: { method: 'GET', url: 'http://shop.example/a', headers: [] },
      response: {
        status,
        headers: [
          { name: 'content-type', value: 'application/json' },
          { name: 'content-encoding', value: 'gzip' },
        ],
        content: { text: 'e30=', encoding: 'base64' },
      },
    });
    const recorded = readRecording(JSON.stringify({ log: { entries: [entry(200), entry(0)] } }));
    expect(recorded).toHaveLength(1);
    expect(recorded[0]).toMatchObject({
      request: { url: '/a', session: 'browser' },
      answer: { status: 200, headers: [['content-type', 'application/json']], elapsedMs: 12 },
    });
    expect(Buffer.from(recorded[0]?.answer.body ?? []).toString()).toBe('{}');
  });

  it('is not replayed against nothing', async () => {
    const recording = [{ request: { method: 'GET', url: '/', headers: [] }, answer: answerOf('{}') }];
    await expect(replay({ recording, against: 'http://127.0.0.1:1' })).rejects.toThrow(
      '--against http://127.0.0.1:1: nothing answers there',
    );
  });
});

describe('rewriting a request', () => {
  const renamings = new Renamings();
  renamings.accept('order#17', 'order#42');
  renamings.accept('item#3', 'item#9');
  renamings.accept('tok_8fK2mQ9xZr4T', 'tok_Lw7Yp3Vn6Hc1');
  const cookies = new Map([['sid', 'fresh']]);

  it('puts ids of the right kind and tokens in place, in path, query, headers and bodies', () => {
    const rewritten = rewriteRequest(
      {
        method: 'POST',
        url: '/api/orders/17/items/3?orderId=17&page=17&t=tok_8fK2mQ9xZr4T',
        headers: [
          ['Cookie', 'sid=old; theme=dark'],
          ['Authorization', 'Bearer tok_8fK2mQ9xZr4T'],
          ['content-type', 'application/json'],
        ],
        body: Buffer.from('{"orderId":17,"quantity":17,"items":[{"itemId":"3"}],"token":"tok_8fK2mQ9xZr4T"}'),
      },
      renamings,
      cookies,
    );
    expect(rewritten.url).toBe('/api/orders/42/items/9?orderId=42&page=17&t=tok_Lw7Yp3Vn6Hc1');
    expect(rewritten.headers.slice(0, 2)).toEqual([
      ['Cookie', 'sid=fresh; theme=dark'],
      ['Authorization', 'Bearer tok_Lw7Yp3Vn6Hc1'],
    ]);
    expect(Buffer.from(rewritten.body ?? []).toString()).toBe(
      '{"orderId":42,"quantity":17,"items":[{"itemId":"9"}],"token":"tok_Lw7Yp3Vn6Hc1"}',
    );
  });

  it('leaves a body that is not what it says as it is', () => {
    const body = Buffer.from('{"orderId":');
    expect(
      rewriteRequest(
        { method: 'POST', url: '/a', headers: [['content-type', 'application/json']], body },
        renamings,
        cookies,
      ).body,
    ).toEqual(body);
  });
});
