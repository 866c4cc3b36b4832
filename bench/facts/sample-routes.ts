/** Route declarations found by plain text search: knows nothing of syntax trees, names or mounts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Declaration {
  readonly path: string;
  readonly line: number;
  /** Upper case; `GRAPHQL` for resolvers, `ACTION` for server actions; `*` where every method is answered. */
  readonly method: string;
  /** The path as written beside the method, '' where there is none. */
  readonly text: string;
}

const VERB = '(get|post|put|patch|delete|del|all|options)';
const SEARCHES: readonly {
  readonly pattern: RegExp;
  /** Only in files whose text has this. */
  readonly onlyWith?: RegExp;
  /** Only in files that lie there. */
  readonly onlyIn?: RegExp;
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
  // inversify's @httpGet('/x')
  {
    pattern: /^[ \t]*@(?:http(Get|Post|Put|Patch|Delete|Head)|all)\(\s*(?:(['"`])([^'"`]*)\2)?/gm,
    onlyWith: /inversify/,
    read: (match) => ({
      method: match[1] === undefined ? '*' : match[1].toUpperCase(),
      text: match[3] ?? '',
    }),
  },
  // An own router's route('GET', '/x', …
  {
    pattern:
      /\b(?:\w+\.)?(?:route|addRoute|on)\(\s*(['"])(GET|POST|PUT|PATCH|DELETE|HEAD)\1,\s*(['"`])([^'"`]*)\3/g,
    read: (match) => ({ method: match[2] ?? '', text: match[4] ?? '' }),
  },
  // REST controllers have a @Query() for parameters.
  {
    pattern: /^[ \t]*@(?:Query|Mutation|Subscription|ResolveField|FieldResolver)\((?!.*\)\s*\w+[,:)])/gm,
    onlyWith: /from '(?:@nestjs\/graphql|type-graphql)'/,
    read: () => ({ method: 'GRAPHQL', text: '' }),
  },
  // Resolvers in objects: `orders(parent, args) {` four deep, in files that have a Query or Mutation.
  {
    pattern: /^ {4}(?:async )?(\w+)\s*(?:\([^)]*\)\s*\{|:\s*(?:async )?(?:\(|function|\w+[,.]))/gm,
    onlyWith: /^ {2}(?:Query|Mutation)\s*:\s*\{/m,
    read: () => ({ method: 'GRAPHQL', text: '' }),
  },
  // router.get('/x', …, also with the path on the next line
  {
    pattern: new RegExp(
      `\\b(?:\\w*(?:app|router|route|server|fastify|api|plugin|scope|instance)\\w*|this)\\.${VERB}(?:<[^(]*>)?\\(\\s*(['"\`])(/[^'"\`]*|\\$\\{[^\`]*|[a-z]\\w*\\.\\w+|\\*|)\\2\\s*,`,
      'gi',
    ),
    read: (match) => ({ method: methodOf(match[1] ?? ''), text: match[3] ?? '' }),
  },
  // LoopBack's @get('/x')
  {
    pattern: /^[ \t]*@(get|post|put|patch|del)\(\s*(?:(['"`])([^'"`]*)\2)?/gm,
    onlyWith: /from '@loopback\/rest'/,
    read: (match) => ({ method: methodOf(match[1] ?? ''), text: match[3] ?? '' }),
  },
  // A link of a chain: .get(show) after .route('/x'), .get('/x', show) after new Hono(); .all(check) there stands before others
  {
    pattern: new RegExp(`^[ \\t]*\\.${VERB.replace('|all', '')}\\(\\s*(?!['"\`])`, 'gim'),
    onlyWith: /\.route\(/,
    read: (match) => ({ method: methodOf(match[1] ?? ''), text: '' }),
  },
  {
    pattern: new RegExp(`^[ \\t]*\\.${VERB}\\(\\s*(['"\`])(/[^'"\`]*)\\2\\s*,`, 'gim'),
    onlyWith: /from ['"](?:hono|elysia|@hono\/)/,
    read: (match) => ({ method: methodOf(match[1] ?? ''), text: match[3] ?? '' }),
  },
  // tRPC's .query( and .mutation( behind a procedure
  {
    pattern: /\.(query|mutation)\(/g,
    onlyWith: /\w*[pP]rocedure\b/,
    read: (match) => ({ method: match[1] === 'query' ? 'GET' : 'POST', text: '' }),
  },
  // Next: export async function GET in route files, a default export in pages/api
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((method) => ({
    pattern: new RegExp(
      `^export (?:(?:async )?function ${method}\\b|const ${method}\\b|(?:const )?\\{[^}]*\\b${method}\\b[^}]*\\})`,
      'gm',
    ),
    onlyIn: /(?:^|\/)app\/(?:.*\/)?route\.[jt]sx?$/,
    read: () => ({ method, text: '' }),
  })),
  {
    pattern: /^export (?:default\b|\{[^}]*\bdefault\b)/gm,
    onlyIn: /(?:^|\/)pages\/api\//,
    read: () => ({ method: '*', text: '' }),
  },
  // Remix: export async function loader, export const { action, loader } =
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => {
    const name = method === 'GET' ? 'loader' : 'action';
    return {
      pattern: new RegExp(
        `^export (?:(?:async )?function ${name}\\b|const ${name}\\b|(?:const )?\\{[^}]*\\b${name}\\b[^}]*\\})`,
        'gm',
      ),
      onlyWith: /from ['"](?:@remix-run\/|react-router|~\/)/,
      read: () => ({ method, text: '' }),
    };
  }),
  // SvelteKit: export const GET in +server files, load and actions in +page.server files
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({
    pattern: new RegExp(`^export (?:(?:async )?function ${method}\\b|const ${method}\\b)`, 'gm'),
    onlyIn: /(?:^|\/)\+server\.[jt]s$/,
    read: () => ({ method, text: '' }),
  })),
  ...[['load', 'GET'] as const, ['actions', 'POST'] as const].map(([name, method]) => ({
    pattern: new RegExp(`^export (?:(?:async )?function ${name}\\b|const ${name}\\b)`, 'gm'),
    onlyIn: /(?:^|\/)\+(?:page|layout)\.server\.[jt]s$/,
    read: () => ({ method, text: '' }),
  })),
  // Server actions: what a file exports that begins with 'use server', and functions that do
  {
    pattern: /^export (?:default )?(?:(?:async )?function|const) (\w+)/gm,
    onlyWith: /^\s*['"]use server['"]/,
    read: (match) => ({ method: 'ACTION', text: match[1] ?? '' }),
  },
  {
    pattern: /^[ \t]+['"]use server['"]/gm,
    read: () => ({ method: 'ACTION', text: '' }),
  },
  // GraphQL fields of objects in code: a key, and a resolve one step deeper before the key's end
  {
    pattern: /^([ \t]+)\w+: \{\n(?:\1[ \t].*\n|\n)*?\1 {2}(?:async )?resolve\b/gm,
    onlyWith: /from 'graphql'/,
    read: () => ({ method: 'GRAPHQL', text: '' }),
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
    return SEARCHES.filter(
      ({ onlyWith, onlyIn }) => (onlyWith?.test(text) ?? true) && (onlyIn?.test(path) ?? true),
    ).flatMap(({ pattern, read }) =>
      [...text.matchAll(pattern)].map((match) => ({
        path,
        line: lineAt(text, match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0)),
        ...read(match as RegExpExecArray),
      })),
    );
  });
}

/** Comments become spaces, so that lines stay where they are. */
export function withoutComments(text: string): string {
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
