/**
 * Mutated trees against the readers of routes: tokens deleted, swapped and renamed after members of every object, texts that become
 * spreads, templates, calls of themselves or ten thousand elements, deep nesting, circles of imports. Whatever such code says, reading
 * it ends, in time, and what it gives are routes.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RouteFacts } from '../../src/graph/facts.ts';
import { readFacts } from '../../src/graph/index.ts';
import { fixtureNames, readExpectation, treeOf } from '../gallery.ts';
import { tempTree } from '../temp-tree.ts';

/** Cases of a run; 1 500 with BANYAN_TEST_FULL=1. */
const cases = process.env['BANYAN_TEST_FULL'] === '1' ? 1_500 : 60;
const maxMsPerCase = 5_000;

type Random = (below: number) => number;

/** The same cases for the same seed. */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % below;
  };
}

const hostileNames = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  'itself()',
];
const itself =
  '\nfunction itself(...all) { return itself(itself, ...all) ?? { ...itself, path: itself, method: [itself] }; }\n';
const tokens = /'(?:[^'\\\n]|\\.)*'|[A-Za-z_$][\w$]*|\d+|=>|[^\s\w]/g;

/** In the place of a literal text. */
const inPlaceOfTexts: readonly ((text: string) => string)[] = [
  () => '...unknown',
  (text) => `[${Array(10_000).fill(text).join()}]`,
  (text) => `\`\${unknown}${text.slice(1, -1).replaceAll('`', '')}\``,
  () => 'itself()',
  () => 'void 0',
  () => '{ toString() { return {}; } }',
  (text) => `${'('.repeat(300)}${text}${')'.repeat(300)}`,
  (text) => `${'[{ path: '.repeat(60)}${text}${' }]'.repeat(60)}`,
  () => "'__proto__'",
  () => "''",
  () => "'/:a(.*/{b?}/(/[*'",
];

function mutate(source: string, random: Random): string {
  const found = [...source.matchAll(tokens)];
  if (found.length < 2) return source;
  const one = found[random(found.length)] as RegExpExecArray;
  const other = found[random(found.length)] as RegExpExecArray;
  const replaced = (match: RegExpExecArray, text: string): string =>
    source.slice(0, match.index) + text + source.slice(match.index + match[0].length);
  const texts = found.filter(([text]) => text.startsWith("'"));
  const names = found.filter(([text]) => /^[A-Za-z_$]/.test(text));
  switch (random(12)) {
    case 0:
      return replaced(one, '');
    case 1:
      return replaced(one, `${one[0]} ${other[0]}`);
    case 2:
      return replaced(one, other[0]);
    case 3:
    case 4:
    case 8:
    case 9: {
      const text = texts[random(Math.max(texts.length, 1))];
      const change = inPlaceOfTexts[random(inPlaceOfTexts.length)];
      return text === undefined || change === undefined ? source : replaced(text, change(text[0]));
    }
    case 5:
    case 10: {
      const name = names[random(Math.max(names.length, 1))];
      return name === undefined ? source : replaced(name, hostileNames[random(hostileNames.length)] ?? '');
    }
    case 6:
      return source.replace(/\.(\w+)\(/, '[$1](');
    default:
      return source.replaceAll(/=> ([[{(])/g, '=> itself() || $1');
  }
}

function sourcesOf(fixture: string): Map<string, string> {
  const root = treeOf(fixture);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]),
  );
}

const fixtures = fixtureNames().filter((name) => {
  const { routes, entries } = readExpectation(name).facts;
  return routes !== undefined || entries !== undefined;
});

function mutatedTree(seed: number): { fixture: string; files: Record<string, string> } {
  const random = randomFrom(seed);
  const fixture = fixtures[random(fixtures.length)] ?? '';
  const sources = sourcesOf(fixture);
  const paths = [...sources.keys()].filter((path) => /\.[cm]?[jt]sx?$/.test(path));
  const isCircle = random(6) === 0;
  for (const [at, path] of paths.entries()) {
    let source = sources.get(path) ?? '';
    for (let count = 1 + random(4); count > 0; count -= 1) source = mutate(source, random);
    const next = paths[(at + 1) % paths.length] ?? path;
    const circle = isCircle ? `\nexport * from '${relative(path, next)}';\n` : '';
    sources.set(path, source + itself + circle);
  }
  // A tree of which nothing could be read is refused.
  return { fixture, files: { ...Object.fromEntries(sources), 'sound.ts': 'export const sound = 1;\n' } };
}

const relative = (from: string, to: string): string => `./${'../'.repeat(from.split('/').length - 1)}${to}`;

const isRoute = ({ method, path, handler, framework }: RouteFacts): boolean =>
  /^[A-Z*][A-Z-]*$/.test(method) &&
  path.startsWith('/') &&
  !/undefined|null|\[object /.test(path) &&
  !/undefined|\[object /.test(`${framework} ${handler.name}`);

it(
  `${cases} mutated trees are read in time, and give nothing but routes`,
  async () => {
    const wrong: string[] = [];
    for (let seed = 1; seed <= cases; seed += 1) {
      const { fixture, files } = mutatedTree(seed);
      const start = performance.now();
      try {
        const { facts } = await readFacts(tempTree(files), { useGit: false });
        const odd = facts.routes.filter((route) => !isRoute(route));
        const nameless = facts.entries.filter(({ name }) => name === '');
        const strange = [...odd, ...nameless].map((one) => JSON.stringify({ ...one, modules: [] }));
        if (strange.length > 0) wrong.push(`seed ${seed}, ${fixture}: ${strange[0]}`);
      } catch (cause) {
        wrong.push(`seed ${seed}, ${fixture}: ${cause instanceof Error ? cause.stack : cause}`);
      }
      const ms = performance.now() - start;
      if (ms > maxMsPerCase) wrong.push(`seed ${seed}, ${fixture}: ${ms} ms`);
    }
    expect(wrong).toEqual([]);
  },
  cases * maxMsPerCase,
);
