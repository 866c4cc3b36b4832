import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from './support/run.ts';

const numbers = [0, 1, 2, 3];
let folder: string;

/** Two folders of files that all use each other. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'banyan-analyze-'));
  for (const name of ['stock', 'billing']) {
    mkdirSync(join(folder, name));
    for (const i of numbers) {
      const others = numbers.filter((j) => j !== i);
      const imports = others.map((j) => `import { ${name}${j} } from './${name}-${j}.ts';`);
      const own = `export const ${name}${i} = () => [${others.map((j) => `${name}${j}()`)}];`;
      writeFileSync(join(folder, name, `${name}-${i}.ts`), [...imports, own, ''].join('\n'));
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('banyan analyze --write', () => {
  const write = async (rules: string) => {
    const file = join(folder, 'boundaries.yaml');
    writeFileSync(file, rules);
    const { exitCode, noted } = await run(
      'analyze',
      folder,
      '--out',
      join(folder, 'out'),
      '--no-git',
      '--write',
    );
    expect(exitCode).toBe(0);
    return { noted, text: readFileSync(file, 'utf8') };
  };
  const listing = (hold: string) =>
    `version: 1\nhold: ${hold}\nservices:\n  billing: { modules: [billing/**, stock/stock-3.ts] }\n  stock: { modules: [stock/**] }\n`;

  it('tells which modules stay listed where the code argues against it', async () => {
    const { noted, text } = await write(listing('soft'));
    expect(text).toBe(listing('soft'));
    expect(noted).toContain(
      'still lists 1 module where the code argues against it (stock/stock-3.ts: billing → stock)',
    );
  });

  it('does not where the lists decide', async () => {
    expect((await write(listing('firm'))).noted).not.toContain('still lists');
  });
});
