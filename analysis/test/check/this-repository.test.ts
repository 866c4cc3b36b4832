import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { checkBoundaries, renderFindings } from '../../src/check/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('this repository', () => {
  it('keeps the arrows of its own boundaries.yaml', async () => {
    const { findings, modules } = await checkBoundaries(root);
    expect(modules).toBeGreaterThan(200);
    expect(renderFindings(findings, { excused: 0, renamed: 0 })).toBe('All boundaries hold.');
  });
});
