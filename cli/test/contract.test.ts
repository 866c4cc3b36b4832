import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from './support/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'banyan-contract-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A recording of one plant, asked for `times` times. */
function recordingOf(name: string, plant: object, times = 6): string {
  const file = join(folder, name);
  const line = {
    session: 's1',
    atMs: 0,
    method: 'GET',
    url: '/plants/7',
    headers: [],
    answer: {
      status: 200,
      headers: [['content-type', 'application/json']],
      body: JSON.stringify(plant),
      elapsedMs: 1,
    },
  };
  writeFileSync(file, `${JSON.stringify(line)}\n`.repeat(times));
  return file;
}

const monolith = recordingOf('monolith.jsonl', { id: 7, name: 'Ficus', price: '9.90' });

describe('banyan contract', () => {
  it('infers a document that its own recording keeps', async () => {
    const document = join(folder, 'plants.yaml');
    expect(await run('contract', 'infer', monolith, '--out', document)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(document, 'utf8')).toContain('openapi: 3.1.0');
    const { exitCode, printed } = await run('contract', 'check', monolith, '--against', document);
    expect({ exitCode, printed }).toMatchObject({
      exitCode: 0,
      printed: expect.stringContaining('0 breaking'),
    });
  });

  it('ends with 1 when the service drops what clients get, and writes it for a pull request', async () => {
    const service = recordingOf('service.jsonl', { id: 7, name: 'Ficus' });
    const markdown = join(folder, 'contract.md');
    const checked = await run(
      'contract',
      'check',
      monolith,
      '--against',
      service,
      '--json',
      '--out',
      markdown,
    );
    expect(checked.exitCode).toBe(1);
    expect(JSON.parse(checked.printed)).toMatchObject({
      endpoints: 1,
      breaking: 1,
      changes: [{ endpoint: 'GET /plants/:id', place: '200 body.price', change: 'gone', weight: 1 }],
    });
    expect(readFileSync(markdown, 'utf8')).toContain(
      '| breaks | GET /plants/:id | 200 body.price | field gone |',
    );
  });

  it.each([
    [['--against', join(folder, 'nowhere.yaml')]],
    [['--against', monolith, '--min-use', 'half']],
    [[]],
  ])('answers %j with one message and 2', async (argv) => {
    const { exitCode, printed, noted } = await run('contract', 'check', monolith, ...argv);
    expect({ exitCode, printed }).toEqual({ exitCode: 2, printed: '' });
    expect(noted).not.toMatch(/\n\s+at /);
  });
});
