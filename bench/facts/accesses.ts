/**
 * Accesses to tables in code bases nobody here wrote, against a seeded text search that knows no syntax tree.
 *
 *   node bench/facts/accesses.ts CHECKOUT…  [--skip REGEXP] [--seed N] [--sample N]
 *
 * Prints each drawn place with what the facts say within twelve lines of it. Names of models and of tables differ, texts are handed over
 * elsewhere, and the search takes common tables and other things' `create` for tables: the lines marked `?` are to be looked at by hand.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readFacts } from '../../analysis/src/graph/index.ts';
import { sample, withoutComments } from './sample-routes.ts';

const PATTERNS: readonly RegExp[] = [
  /\b(?:FROM|INTO|UPDATE|JOIN)\s+["`[]?(?:\w+["`]?\.)?["`]?([A-Za-z_]\w+)/g,
  /(?<!path|Array|Buffer|String)\.(?:from|into|table|join|leftJoin|innerJoin)\(\s*['"`]([\w.]+)/g,
  /\b(?:insert|update|del|insertOnUpdate)\(\s*['"`](\w+)['"`]/g,
  /\b(?:knex|trx|tx|db|txn|client)(?:<[^>]*>)?\(\s*['"`]?(\w+)['"`]?\s*\)/gi,
  /\b(?:prisma|tx|prismaService|db|txClient)\(?\)?\.(\w+)\.(?:find\w*|create\w*|update\w*|delete\w*|upsert|count|aggregate|groupBy)\(/g,
  /\b([A-Z]\w+)(?:\(\))?\s*\.(?:query|findOne\w*|findAll|find|findByPk|findById\w*|findOrFail|create|bulkCreate|update|destroy|upsert|insert|delete|count|findAndCountAll|updateOne|deleteMany|deleteOne|insertMany|createQueryBuilder|relatedQuery|aggregate|updateMany|findOrCreate|save)\(/g,
  /\b(?:R|trx)\.(?:dispense|findOne|find|findAll|load|count)\(\s*['"](\w+)['"]/g,
  /\b([A-Z]\w+)\s*\.forge\(/g,
  /\bnew\s+(?:orm\.)?([A-Z]\w+)\([^()]*\)\s*\.(?:fetch|save|destroy|where|query|fetchAll)\(/g,
  /\b(\w+)(?:Repository|Repo|Model)\(?\)?\s*\.(?:query|find\w*|create|save|update\w*|delete\w*|insert\w*|remove|count\w*|upsert|createQueryBuilder|aggregate)\(/g,
];
/** What the patterns take for tables and is none. */
const NOT_A_TABLE =
  /^(?:Object|Array|Map|Set|Promise|Date|Math|JSON|Buffer|Number|String|\w*Factory|Reflect|Symbol|\w*Response|React|TypeError|z|key|path|\w*Dto|json_each|jsonb?_array_elements(?:_text)?|generate_series|unnest|now)$/;
/** Tests, what moves or fills the database, what was built. */
const LEFT_OUT =
  /\.d\.ts$|node_modules|(?:^|\/)(?:\.[^/]+|tests?|seeds?|__tests__|e2e|spec|\w*migrations?|dist|build)\/|\.(?:test|spec|e2e-spec)\./i;
const LINES_APART = 12;

interface Place {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly text: string;
}

function placesIn(root: string, skip: RegExp | null): Place[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !LEFT_OUT.test(path) && !(skip?.test(path) ?? false))
    .filter((path) => statSync(join(root, path)).isFile())
    .sort();
  return paths.flatMap((path) => {
    const text = withoutComments(readFileSync(join(root, path), 'utf8'));
    const lines = text.split('\n');
    return PATTERNS.flatMap((pattern) =>
      [...text.matchAll(pattern)].map((match): Place => {
        const line = text.slice(0, match.index).split('\n').length;
        return { path, line, name: match[1] ?? '', text: (lines[line - 1] ?? '').trim().slice(0, 110) };
      }),
    ).filter(({ name }) => !NOT_A_TABLE.test(name));
  });
}

const comparable = (name: string): string =>
  name
    .toLowerCase()
    .replace(/.*\./, '')
    .replace(/[^a-z0-9]/g, '')
    .replace(/^table(?=.)|(?:model|entity)$/g, '')
    .replace(/ies$/, 'y')
    .replace(/s$/, '');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    skip: { type: 'string' },
    seed: { type: 'string', default: '1' },
    sample: { type: 'string', default: '40' },
  },
});

for (const root of positionals.map((path) => resolve(path))) {
  const { facts } = await readFacts(root, { useGit: false });
  const places = placesIn(root, values.skip === undefined ? null : new RegExp(values.skip));
  const drawn = sample(places, Number(values.sample), Number(values.seed));
  let found = 0;
  for (const { path, line, name, text } of drawn) {
    const near = facts.access.filter(
      (one) => one.module === path && Math.abs(one.line - line) <= LINES_APART,
    );
    const isFound = near.some(({ table }) => comparable(table).endsWith(comparable(name)));
    if (isFound) found += 1;
    const beside = [...new Set(near.map(({ table, mode }) => `${table} ${mode}`))].slice(0, 6).join(', ');
    console.log(
      `${isFound ? ' ' : '?'} ${path}:${line} ${name} | ${text}${isFound ? '' : ` | near: ${beside}`}`,
    );
  }
  console.log(`${root}: ${found} of ${drawn.length} by name, of ${places.length} places`);
}
