import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningShop, startShop } from '../suite/start-shop.ts';

type Ended = { code: number; stdout: string; stderr: string };

function command(script: 'run' | 'traffic', ...args: string[]): Promise<Ended> {
  const file = fileURLToPath(new URL(`../${script}.ts`, import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('the commands of the contract', () => {
  let shop: RunningShop;
  beforeAll(async () => {
    shop = await startShop();
  });
  afterAll(() => shop.stop());

  it('run: says which routes were asked, and ends with 0', async () => {
    const { code, stdout } = await command('run', '--base-url', shop.url, '--only', 'care guides:');
    expect(stdout).toMatch(/^GET \/api\/care-guides +direct 2$/m);
    expect(stdout).toMatch(/3 passed, 0 failed in \d+\.\d s$/m);
    expect(code).toBe(0);
  });

  it('run: names each broken promise, and ends with 1', async () => {
    const { code, stdout } = await command(
      'run',
      '--base-url',
      'http://127.0.0.1:1',
      '--only',
      'tells that it is well',
    );
    expect(stdout).toMatch(/^✗ catalog: tells that it is well\n +GET \/api\/health: .*ECONNREFUSED/m);
    expect(code).toBe(1);
  });

  it('traffic: prints a line at the start, and the whole tally at the end', async () => {
    const { code, stdout } = await command(
      'traffic',
      '--base-url',
      shop.url,
      '--requests',
      '20',
      '--rate',
      '500',
      '--json-lines',
    );
    const lines: unknown[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toEqual({ started: true });
    expect(lines.at(-1)).toMatchObject({ done: true, requests: 20, unexpected: [] });
    expect(code).toBe(0);
  });

  it('traffic: ends with 1 after an unexpected answer', async () => {
    const { code, stdout } = await command('traffic', '--base-url', 'http://127.0.0.1:1', '--requests', '1');
    expect(stdout).toMatch(/^✗ 1× .* \(none\): .*ECONNREFUSED/m);
    expect(code).toBe(1);
  });

  it.each([
    ['run', [], '--base-url: "" is no address'],
    ['run', ['--base-url', 'http://127.0.0.1:1', '--repeat', '0'], '--repeat: "0" is no number above 0'],
    [
      'traffic',
      ['--base-url', 'http://127.0.0.1:1', '--review-share', '0.01'],
      '--review-share: 0.01 is out of reach',
    ],
    ['traffic', ['--base-url', 'http://127.0.0.1:1', '--speed', '9'], "Unknown option '--speed'"],
  ] as const)(
    '%s %j: says what is wrong and how it is used, and ends with 2',
    async (script, args, complaint) => {
      const { code, stderr } = await command(script, ...args);
      expect(stderr).toContain(complaint);
      expect(stderr).toContain(`node contract/${script}.ts --base-url URL`);
      expect(code).toBe(2);
    },
  );
});
