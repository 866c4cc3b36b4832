import { describe, expect, it } from 'vitest';
import { withoutOptimizing } from '../../src/graph/without-optimizing.ts';

const hasMaglev = Number.parseInt(process.versions.v8, 10) >= 13 && ['x64', 'arm64'].includes(process.arch);

describe('withoutOptimizing', () => {
  it('gives what the work gives, and has the compiler back afterwards', async () => {
    const flags: string[] = [];
    const result = await withoutOptimizing(
      async () => {
        flags.push('work');
        return 7;
      },
      (flag) => flags.push(flag),
    );
    expect(result).toBe(7);
    expect(flags).toEqual(hasMaglev ? ['--no-turbofan', 'work', '--turbofan'] : ['work']);
  });

  it('has the compiler back after a failure', async () => {
    const flags: string[] = [];
    const failing = withoutOptimizing(
      () => Promise.reject(new Error('no such folder')),
      (flag) => flags.push(flag),
    );
    await expect(failing).rejects.toThrow('no such folder');
    expect(flags.at(-1)).toBe(hasMaglev ? '--turbofan' : undefined);
  });

  it('waits for the last of several runs', async () => {
    const flags: string[] = [];
    const setFlag = (flag: string): number => flags.push(flag);
    let end = (): void => {};
    const long = withoutOptimizing(() => new Promise<void>((resolve) => (end = resolve)), setFlag);
    await withoutOptimizing(async () => {}, setFlag);
    expect(flags).toEqual(hasMaglev ? ['--no-turbofan'] : []);
    end();
    await long;
    expect(flags).toEqual(hasMaglev ? ['--no-turbofan', '--turbofan'] : []);
  });
});
