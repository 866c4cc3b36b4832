import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/graph/index.ts';
import { defaultCacheFolder } from '../../src/read/cache.ts';
import { tempTree } from '../temp-tree.ts';

const sources = [
  "import { b } from './b';\nexport const a = b();\n",
  'export function b() {\n  return 1;\n}\n',
  "export * from './a';\n",
  "const { b } = require('./b');\nb();\n",
  'const broken = ;\n',
  '',
];
const names = ['a.ts', 'b.ts', 'c.js', 'd/a.ts', 'd/b.tsx'];

/** A tree at one moment: which text each file has, null for none. */
const moment = fc.array(fc.option(fc.nat(sources.length - 1)), {
  minLength: names.length,
  maxLength: names.length,
});
/** What happens to the cache between two runs. */
const damage = fc.constantFrom('none', 'none', 'cut', 'flip', 'swap');

function put(root: string, texts: readonly (number | null)[]): void {
  for (const [at, name] of names.entries()) {
    const text = texts[at];
    writeFileSync(
      join(root, name),
      text === null || text === undefined ? '// nothing\n' : (sources[text] ?? ''),
    );
  }
}

function spoil(cache: string, how: string): void {
  const files = readdirSync(cache, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const bytes = readFileSync(path);
    if (how === 'cut') writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
    if (how === 'flip') {
      const last = bytes.length - 1;
      bytes[last] = (bytes[last] ?? 0) ^ 1;
      writeFileSync(path, bytes);
    }
    if (how === 'swap') writeFileSync(path, Buffer.concat([Buffer.from(`${'0'.repeat(64)}\n`), bytes]));
  }
}

describe('the cache', () => {
  it('never changes a result, whatever happened to the tree and to it before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(moment, damage), { minLength: 1, maxLength: 4 }), async (steps) => {
        const root = tempTree({ 'd/keep.ts': 'export {};\n' });
        const cache = tempTree();
        for (const [texts, how] of steps) {
          put(root, texts);
          spoil(cache, how);
          const cached = await readFacts(root, { cache });
          const fresh = await readFacts(root);
          expect(cached.facts).toEqual(fresh.facts);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('serves an unchanged tree whole', async () => {
    const root = tempTree({ 'a.ts': sources[0] ?? '', 'b.ts': sources[1] ?? '' });
    const cache = tempTree();
    const first = await readFacts(root, { cache });
    const second = await readFacts(root, { cache });
    expect(first.timings).toHaveProperty('link');
    expect(second.timings).not.toHaveProperty('link');
    expect(second.facts).toEqual(first.facts);
  });

  const onlyNote = [expect.stringMatching(/^Nothing is remembered for the next run: .+ --cache\.$/)];

  it.each([
    ['below a file', (tree: string) => join(tree, 'a.ts', 'cache')],
    ['that is a file', (tree: string) => join(tree, 'a.ts')],
    ['of the kernel, where mkdir of Node would try for ever', () => '/proc/banyan/cache'],
  ])('costs one note and nothing else in a folder %s', async (_, place) => {
    const root = tempTree({ 'a.ts': sources[0] ?? '', 'b.ts': sources[1] ?? '' });
    const notes: string[] = [];
    const onNote = (note: string) => notes.push(note);
    const { facts } = await readFacts(root, { cache: place(root), onNote });
    expect(facts).toEqual((await readFacts(root)).facts);
    expect(notes).toEqual(onlyNote);
  });

  it('leaves no draft behind where its file can not be replaced', async () => {
    const root = tempTree({ 'a.ts': sources[0] ?? '', 'b.ts': sources[1] ?? '' });
    const cache = tempTree();
    await readFacts(root, { cache });
    const own = join(cache, readdirSync(cache)[0] ?? '');
    rmSync(join(own, 'files'));
    mkdirSync(join(own, 'files'));
    rmSync(join(own, 'result'));
    const notes: string[] = [];
    await readFacts(root, { cache, onNote: (note) => notes.push(note) });
    expect(notes).toEqual(onlyNote);
    expect(readdirSync(own)).toEqual(['files']);
  });

  it('is found where the platform keeps such things', () => {
    expect(defaultCacheFolder({ XDG_CACHE_HOME: '/x' })).toBe('/x/banyan');
  });
});
