import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';

const program = fileURLToPath(new URL('../src/server.ts', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fig-and-fern-server-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the shop as a program', () => {
  it('seeds by itself, prints its address, answers, and ends cleanly with streams and sockets open', async () => {
    const shop = start({ DB_FILE: join(folder, 'shop.db') });
    const url = await addressOf(shop);
    expect(await (await fetch(`${url}/api/health`)).json()).toEqual({ status: 'ok', products: 320 });
    const stream = await fetch(`${url}/api/shipping/track/FFT0000000005/stream`);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/stock`);
    await once(socket, 'message');
    const ended = [once(socket, 'close'), stream.text()];
    shop.kill('SIGTERM');
    expect(await once(shop, 'exit')).toEqual([0, null]);
    await Promise.all(ended);
  });

  it('begins the same morning at each start', async () => {
    const shop = start({ DB_FILE: join(folder, 'shop.db'), CLOCK_FROZEN: '1' });
    const url = await addressOf(shop);
    const asked = await fetch(`${url}/api/products/1/price?coupon=WELCOME10`);
    expect(asked.status).toBe(200);
    shop.kill('SIGINT');
    expect(await once(shop, 'exit')).toEqual([0, null]);
  });

  it.each([
    ['SEED', 'much'],
    ['PORT', '70000'],
    ['CLOCK_NOW', 'yesterday'],
    ['CLOCK_OFFSET_MS', '1.5'],
  ])('says what is wrong with %s=%s', async (name, value) => {
    const shop = start({ DB_FILE: join(folder, 'shop.db'), [name]: value });
    let said = '';
    shop.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    expect(await once(shop, 'close')).toEqual([2, null]);
    expect(said).toMatch(new RegExp(`^Fig & Fern can't start: ${name}: .*\\n$`));
  });
});

function start(settings: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [program], {
    env: { PATH: process.env['PATH'], PORT: '0', JOBS: 'off', LOG: 'off', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function addressOf(shop: ChildProcess): Promise<string> {
  let printed = '';
  for await (const chunk of shop.stdout ?? []) {
    printed += String(chunk);
    const found = /^Fig & Fern listens on (http:\S+)$/m.exec(printed);
    if (found?.[1]) return found[1];
  }
  throw new Error(`the shop printed no address: ${printed}`);
}
