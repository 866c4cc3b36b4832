import { describe, expect, it } from 'vitest';
import { readFacts } from '../../src/graph/index.ts';
import { tempTree } from '../temp-tree.ts';

describe('--deep', () => {
  it('adds calls that only a type checker can follow, and counts them', async () => {
    const root = tempTree({
      'store.ts': 'export class Store {\n  save(): void {}\n}\nexport interface Box<T> {\n  inner: T;\n}\n',
      'main.ts':
        "import type { Box, Store } from './store';\n\nexport function run(box: Box<Store>): void {\n  box.inner.save();\n}\n",
    });
    const plain = await readFacts(root);
    const deep = await readFacts(root, { deep: true });
    expect(plain.facts.edges).toMatchObject([{ kinds: { 'type-import': 2 } }]);
    expect(deep.facts.edges).toMatchObject([{ kinds: { 'type-import': 2, call: 1 } }]);
    expect(deep.deepened).toEqual({ asked: 1, answered: 1, crossing: 1 });
  });
});
