/** Route and table declarations found by plain text search: knows nothing of syntax trees, names or mounts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Declaration {
  readonly path: string;
  readonly line: number;
  /** Upper case; `GRAPHQL` for resolvers; `*` where every method is answered. */
  readonly method: string;
  /** The path as written beside the method, '' where there is none. */
  readonly text: string;
}

const VERB = '(get|post|put|patch|delete|del|all|options)';
const SEARCHES: readonly {
  readonly pattern: RegExp;
  readonly onlyWith?: RegExp;
  readonly read: (match: RegExpExecArray) => Omit<Declaration, 'path' | 'line'>;
}[] = [
  // @Get('x') on a line of its own (a parameter's @Query() stands inside parentheses).
  {
    pattern:
      /^[ \t]*@(Get|Post|Put|Patch|Delete|All|Head|Options|Sse)\(\s*(?:\{[^}]*?path:\s*)?(?:(['"`])([^'"`]*)\2)?/gm,
    read: (match) => ({
      method: match[1] === 'All' ? '*' : match[1] === 'Sse' ? 'GET' : (match[1] ?? '').toUpperCase(),
      text: match[3] ?? '',
    }),
  },
  // REST controllers have a @Query() for parameters.
  {
    pattern: /^[ \t]*@(?:Query|Mutation|Subscription|ResolveField)\((?!.*\)\s*\w+[,:)])/gm,
    onlyWith: /from '(?:@nestjs\/graphql|type-graphql)'/,
    read: () => ({ method: 'GRAPHQL', text: '' }),
  },
  // Resolvers in objects: `orders(parent, args) {` four deep, in files that have a Query or Mutation.
  {
    pattern: /^ {4}(?:async )?(\w+)\s*(?:\([^)]*\)\s*\{|:\s*(?:async )?(?:\(|function|\w+[,.]))/gm,
    onlyWith: /^ {2}(?:\w*Query|\w*Mutation)\s*:\s*\{/m,
    read: () => ({ method: 'GRAPHQL', text: '' }),
  },
  // router.get('/x', …, also with the path on the next line
  {
    pattern: new RegExp(
      `\\b(?:\\w*(?:app|router|route|server|fastify|api|plugin|scope|instance)\\w*|this)\\.${VERB}(?:<[^(]*>)?\\(\\s*(['"\`])(/[^'"\`]*|[a-z]\\w*\\.\\w+|\\*|)\\2\\s*,`,
      'gi',
    ),
    read: (match) => ({ method: methodOf(match[1] ?? ''), text: match[3] ?? '' }),
  },
  // route({ method: 'get', path: '/x' })
  {
    pattern:
      /\bmethod:\s*(['"])(get|post|put|patch|delete)\1,\s*(?:path|url):\s*(?:(['"`])([^'"`]*)\3|\w+)/gi,
    read: (match) => ({ method: methodOf(match[2] ?? ''), text: match[4] ?? '' }),
  },
];

function methodOf(word: string): string {
  const upper = word.toUpperCase();
  if (upper === 'ALL') return '*';
  return upper === 'DEL' ? 'DELETE' : upper;
}

/** Everything that looks like a declaration, comments cut out, in path and line order. */
export function declarationsIn(root: string, paths: readonly string[]): Declaration[] {
  return paths.flatMap((path) => {
    const text = withoutComments(readFileSync(join(root, path), 'utf8'));
    return SEARCHES.filter(({ onlyWith }) => onlyWith === undefined || onlyWith.test(text)).flatMap(
      ({ pattern, read }) =>
        [...text.matchAll(pattern)].map((match) => ({
          path,
          line: lineAt(text, match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0)),
          ...read(match as RegExpExecArray),
        })),
    );
  });
}

/** Comments become spaces, so that lines stay where they are. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^[ \t]*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, ' '));
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** A seeded sample (mulberry32): the same seed draws the same declarations on every machine. */
export function sample<T>(items: readonly T[], count: number, seed: number): T[] {
  const pool = [...items];
  let state = seed;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const drawn: T[] = [];
  while (pool.length > 0 && drawn.length < count)
    drawn.push(...pool.splice(Math.floor(random() * pool.length), 1));
  return drawn;
}

/** Tables and views left after all migrations, read as text: created, dropped and renamed in path order, ways back cut off. */
export function tablesInMigrations(
  root: string,
  paths: readonly string[],
): { tables: ReadonlySet<string>; views: ReadonlySet<string> } {
  const tables = new Set<string>();
  const views = new Set<string>();
  for (const path of [...paths].sort()) {
    const text = withoutComments(upPart(readFileSync(join(root, path), 'utf8')));
    const steps = text.matchAll(
      /create\s+(?:or\s+replace\s+)?(?:table|(?<view>(?:materialized\s+)?view))\s+(?:if\s+not\s+exists\s+)?(?<create>[\w."`]+)|drop\s+(?:table|view)\s+(?:if\s+exists\s+)?(?<drop>[\w."`]+)|alter\s+table\s+(?:only\s+)?(?:if\s+exists\s+)?(?<from>[\w."`]+)\s+rename\s+to\s+(?<to>[\w."`]+)|createTable(?:\.bind)?\(\s*(?:\w+,\s*)?['"`](?<made>\w+)|dropTable(?:IfExists)?\(\s*['"`](?<gone>\w+)|renameTable\(\s*['"`](?<old>\w+)['"`]\s*,\s*['"`](?<now>\w+)/gi,
    );
    for (const { groups = {} } of steps) {
      const created = groups['create'] ?? groups['made'] ?? groups['to'] ?? groups['now'];
      const removed = groups['drop'] ?? groups['gone'] ?? groups['from'] ?? groups['old'];
      for (const names of [tables, views]) if (removed !== undefined) names.delete(plain(removed));
      if (created !== undefined) (groups['view'] === undefined ? tables : views).add(plain(created));
    }
  }
  return { tables, views };
}

const plain = (name: string): string => (name.replace(/["`]/g, '').split('.').at(-1) ?? name).toLowerCase();

function upPart(text: string): string {
  const down =
    /(?:^|\n)\s*(?:exports\.down\b|(?:public\s+)?async down\s*\(|down\s*[:(]|export (?:const|async function|function) down\b)/.exec(
      text,
    );
  return down === null ? text : text.slice(0, down.index);
}
