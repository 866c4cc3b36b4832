import { describe, expect, it } from 'vitest';
import { renamedModules } from '../../src/drift/renamed-modules.ts';

const files = (...list: readonly (readonly [string, number])[]) =>
  list.map(([path, lines]) => ({ path, lines }));

describe('renamedModules', () => {
  it('follows files to other folders, those called index to the nearest', () => {
    expect(
      [
        ...renamedModules(
          files(['s/mail/index.js', 20], ['s/mail/send.js', 50], ['s/auth/index.js', 20]),
          files(['s/post/mail/index.js', 22], ['s/post/mail/send.js', 50], ['s/post/auth/index.js', 20]),
        ),
      ].sort(),
    ).toEqual([
      ['s/auth/index.js', 's/post/auth/index.js'],
      ['s/mail/index.js', 's/post/mail/index.js'],
      ['s/mail/send.js', 's/post/mail/send.js'],
    ]);
  });

  it('follows a file that was only called otherwise', () => {
    expect([...renamedModules(files(['s/renders.js', 80]), files(['s/pages.js', 80]))]).toEqual([
      ['s/renders.js', 's/pages.js'],
    ]);
  });

  it.each([
    ['of another length', files(['a/x.js', 100]), files(['b/x.js', 10])],
    ['short ones of one folder', files(['a/x.js', 3]), files(['a/y.js', 3])],
    ['of another name elsewhere', files(['a/x.js', 80]), files(['b/y.js', 80])],
    ['that are there still', files(['a/x.js', 80]), files(['a/x.js', 80], ['b/x.js', 80])],
  ])('leaves files %s', (_, before, after) => {
    expect(renamedModules(before, after).size).toBe(0);
  });

  it('takes each file for one other at most', () => {
    expect(renamedModules(files(['a/x.js', 80]), files(['b/x.js', 80], ['c/x.js', 80])).size).toBe(1);
  });
});
