import { describe, expect, it } from 'vitest';
import { type BrowserUse, frontEnd } from '../../src/graph/front-end.ts';

interface Tree {
  /** `page > button`: page imports button; `page ~ order`: page takes types from order. */
  readonly links: readonly string[];
  readonly working?: readonly string[];
  readonly drawing?: readonly string[];
  readonly needsNode?: readonly string[];
}

function frontEndOf({ links, working = [], drawing = [], needsNode = [] }: Tree): string[] {
  const edges: BrowserUse['edges'] = links.map((link) => {
    const [from = '', kind = '', to = ''] = link.split(' ');
    return { from, to, kinds: kind === '>' ? { import: 1 } : { 'type-import': 1 } };
  });
  const paths = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort();
  const found = frontEnd({
    paths,
    edges,
    working: new Set(working),
    needsNode: new Set(needsNode),
    drawing: new Map(drawing.map((path) => [path, 'imports react'])),
  });
  return [...found.keys()].sort();
}

describe('frontEnd', () => {
  it('is what draws, what only that uses, and what puts it together', () => {
    const links = ['main > page', 'page > client', 'client > dates', 'routes > orders'];
    expect(frontEndOf({ links, working: ['routes'], drawing: ['page'] })).toEqual([
      'client',
      'dates',
      'main',
      'page',
    ]);
  });

  it('takes circles that only it uses, and none that a script uses too', () => {
    const links = [
      'page > store',
      'store > saga',
      'saga > store',
      'page > text',
      'text > dates',
      'script > dates',
    ];
    expect(frontEndOf({ links, drawing: ['page'], needsNode: ['script'] })).toEqual([
      'page',
      'saga',
      'store',
      'text',
    ]);
  });

  it('leaves to the server what both use, and what the server draws itself', () => {
    const links = ['page > money', 'routes > money', 'routes > mail', 'mail > footer'];
    expect(frontEndOf({ links, working: ['routes'], drawing: ['page', 'mail'] })).toEqual(['page']);
  });

  it('does not follow the server from a page that loads its own data to the buttons on it', () => {
    const links = ['page > orders', 'page > button', 'orders > db'];
    expect(frontEndOf({ links, working: ['page', 'db'], drawing: ['page', 'button'] })).toEqual(['button']);
  });

  it('is not moved by types', () => {
    const links = ['page ~ order', 'routes > order', 'routes ~ state'];
    expect(frontEndOf({ links, working: ['routes'], drawing: ['page', 'state'] })).toEqual(['page', 'state']);
  });

  it('takes no module that needs Node, nor one that works with the server, for what puts pages together', () => {
    const links = ['build > page', 'server > page', 'server > routes'];
    expect(frontEndOf({ links, working: ['routes'], drawing: ['page'], needsNode: ['build'] })).toEqual([
      'page',
    ]);
  });

  it('is nothing where nothing draws', () => {
    expect(frontEndOf({ links: ['main > orders'] })).toEqual([]);
  });
});
