import { describe, expect, it } from 'vitest';
import { toDot, toHtml, toJsonScript, toMarkdown, toMermaid, visible } from '../../src/report/encode.ts';
import { hostileNames } from './support/hostile-names.ts';

describe('visible', () => {
  it.each([
    ['a direction mark', 'a\u202egpj.ts', 'a\\u{202e}gpj.ts'],
    ['a newline', 'a\nb', 'a\\u{a}b'],
    ['a terminal escape', '\u001b[2Ja', '\\u{1b}[2Ja'],
    ['a lone surrogate', 'a\ud800b', 'a\\u{d800}b'],
    ['a tag character beyond the first plane', 'a\u{e0041}', 'a\\u{e0041}'],
  ])('shows %s', (_, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('leaves words of any script as they are', () => {
    expect(visible('src/größe/服务/🌱.ts')).toBe('src/größe/服务/🌱.ts');
  });
});

describe.each(hostileNames)('the name %j', (name) => {
  it('is plain text in HTML', () => {
    expect(toHtml(name)).not.toMatch(/[<>"'`\n]|&(?!#\d+;)/);
  });

  it('cannot end a data block, and is read back whole', () => {
    expect(toJsonScript([name])).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(toJsonScript([name]))).toEqual([name]);
  });

  it('has no meaning in Markdown', () => {
    expect(toMarkdown(name).replace(/&#\d+;/g, '')).not.toMatch(/[&<>"'`|*_~[\]()#!\\@{}$\n]/);
  });

  it('stays inside its Mermaid label', () => {
    expect(toMermaid(name)).toMatch(/^"(?:[\p{L}\p{N} .,/+-]|#\d+;)*"$/u);
  });

  it('stays inside its DOT string', () => {
    expect(toDot(name)).toMatch(/^"(?:[^"\\\n]|\\["\\])*"$/);
  });
});
