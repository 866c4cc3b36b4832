import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const home = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(`${home}${path}`, 'utf8');

const tangleLinks = [
  ...read('README.md').matchAll(/\[`(?<construct>[^`]+)`\]\((?<path>src\/[^)#]+)#L(?<line>\d+)\)/g),
].map(({ groups }) => ({
  construct: groups?.['construct'] ?? '',
  path: groups?.['path'] ?? '',
  line: Number(groups?.['line']),
}));
const domains = JSON.parse(read('domains.json')) as {
  files: Record<string, string>;
  tables: Record<string, string>;
};

describe('the README', () => {
  it.each(tangleLinks)('points at $construct in $path, line $line', ({ construct, path, line }) => {
    expect(read(path).split('\n')[line - 1]).toContain(construct);
  });

  it('names all the tangles', () => {
    expect(tangleLinks.length).toBeGreaterThan(60);
  });
});

describe('the reference partition', () => {
  it('gives every source file a domain, and names no other', () => {
    const sources = readdirSync(`${home}src`, { recursive: true, encoding: 'utf8' })
      .map((path) => `src/${path.replaceAll('\\', '/')}`)
      .filter((path) => /(?<!\.d)\.c?[jt]s$/.test(path) && !path.endsWith('.d.cts'));
    expect(Object.keys(domains.files)).toEqual(sources.sort());
  });

  it('gives every table a domain, and names no other', () => {
    const tables = [...read('src/db/schema.sql').matchAll(/^CREATE (?:VIRTUAL )?TABLE (\w+)/gm)].map(
      ([, name]) => name,
    );
    expect(Object.keys(domains.tables)).toEqual(tables.sort());
  });

  it('shows each domain and its files in the README', () => {
    for (const [path, domain] of Object.entries(domains.files)) {
      const row = read('README.md')
        .split('\n')
        .find((line) => line.startsWith(`| **${domain}** `));
      expect(row).toContain(`\`${path.slice('src/'.length)}\``);
    }
  });
});
