import { expect, it } from 'vitest';
import { CallerLines } from '../../src/shadow/caller-lines.ts';

it('a line goes on when its first is over, and lines don’t wait for each other', () => {
  const lines = new CallerLines();
  const begun: string[] = [];
  const over = new Map<string, () => void>();
  const join = (caller: string, name: string) =>
    lines.join(caller, (done) => {
      begun.push(name);
      over.set(name, done);
    });
  join('ana', 'a1');
  join('ana', 'a2');
  join('ben', 'b1');
  expect(begun).toEqual(['a1', 'b1']);
  expect(lines.size).toBe(3);
  over.get('b1')?.();
  expect(begun).toEqual(['a1', 'b1']);
  over.get('a1')?.();
  over.get('a2')?.();
  expect(begun).toEqual(['a1', 'b1', 'a2']);
  expect([lines.size, lines.has('ana'), lines.has('ben')]).toEqual([0, false, false]);
});

it('what is over at once leaves nothing behind', () => {
  const lines = new CallerLines();
  for (let turn = 0; turn < 3; turn += 1) lines.join('ana', (done) => done());
  expect([lines.size, lines.has('ana')]).toEqual([0, false]);
});
