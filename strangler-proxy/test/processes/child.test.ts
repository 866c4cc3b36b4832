import { describe, expect, it } from 'vitest';
import { Child } from '../../src/processes/child.ts';

describe('a child process', () => {
  it('that can’t be started has ended, and takes nobody with it', async () => {
    const { execPath } = process;
    process.execPath = '/nowhere/node';
    const child = new Child('worker-process', () => undefined);
    process.execPath = execPath;
    child.send({ kind: 'stop' });
    child.signal('SIGKILL');
    expect(await child.ended).toMatch(/ENOENT/);
    expect(child.pid).toBe(0);
  });
});
