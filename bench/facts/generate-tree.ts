/**
 * Writes a realistic layered code base of a given size: routes, controllers, services, repositories, entities and
 * tests by domain, barrels, injection through constructors, raw SQL, events. Equal seed and size give equal bytes.
 *
 *   node bench/facts/generate-tree.ts FOLDER [LINES] [SEED]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const nouns = [
  'order',
  'invoice',
  'customer',
  'address',
  'product',
  'variant',
  'category',
  'stock',
  'shipment',
  'carrier',
  'coupon',
  'price',
  'review',
  'wish',
  'refund',
  'payment',
  'ledger',
  'ticket',
  'message',
  'template',
  'report',
  'audit',
  'role',
  'session',
  'media',
  'tag',
  'supplier',
  'purchase',
  'return',
  'gift',
];
const verbs = [
  'create',
  'update',
  'archive',
  'approve',
  'assign',
  'calculate',
  'publish',
  'merge',
  'split',
  'notify',
];

export interface GeneratedTree {
  readonly files: number;
  readonly lines: number;
}

export function generateTree(folder: string, wantedLines: number, seed: number): GeneratedTree {
  const random = mulberry32(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  let files = 0;
  let lines = 0;
  const write = (path: string, text: string): void => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    files += 1;
    lines += text.split('\n').length - 1;
  };
  write('package.json', '{ "name": "generated", "private": true }\n');
  write('tsconfig.json', '{ "compilerOptions": { "baseUrl": ".", "paths": { "@app/*": ["src/*"] } } }\n');
  write('src/lib/db.ts', databaseHelper);
  write('src/lib/events.ts', eventsHelper);
  const domains: string[] = [];
  for (let number = 0; lines < wantedLines; number += 1) {
    const noun = `${pick(nouns)}${number}`;
    const name = noun[0]?.toUpperCase() + noun.slice(1);
    const others = Array.from({ length: Math.min(3, domains.length) }, () => pick(domains));
    const methods = Array.from(
      { length: 8 + Math.floor(random() * 10) },
      (_, at) => `${pick(verbs)}${name}${at}`,
    );
    write(`src/entities/${noun}.entity.ts`, entity(name, noun, others));
    write(`src/repositories/${noun}.repository.ts`, repository(name, noun, methods));
    write(`src/services/${noun}/${noun}.service.ts`, service(name, noun, methods, others));
    write(`src/services/${noun}/${noun}.mapper.ts`, mapper(name, noun, methods));
    write(
      `src/services/${noun}/index.ts`,
      `export * from './${noun}.service';\nexport { map${name} } from './${noun}.mapper';\n`,
    );
    write(`src/controllers/${noun}.controller.ts`, controller(name, noun, methods));
    write(`src/routes/${noun}.routes.ts`, routes(name, noun, methods));
    if (number % 2 === 0) write(`test/${noun}.service.test.ts`, test(name, noun, methods));
    domains.push(noun);
  }
  const mounts = domains.map((noun) => `app.use('/api/${noun}', ${noun}Routes);`).join('\n');
  const imports = domains
    .map((noun) => `import { ${noun}Routes } from './routes/${noun}.routes';`)
    .join('\n');
  write(
    'src/app.ts',
    `import express from 'express';\n${imports}\n\nexport const app = express();\n${mounts}\n`,
  );
  return { files, lines };
}

const capital = (noun: string): string => noun[0]?.toUpperCase() + noun.slice(1);

function entity(name: string, noun: string, others: readonly string[]): string {
  const fields = Array.from(
    { length: 12 },
    (_, at) => `  ${noun}Field${at}: ${at % 3 === 0 ? 'number' : 'string'};`,
  );
  const relations = others.map((other) => `  ${other}: ${capital(other)};`);
  const imports = others.map((other) => `import type { ${capital(other)} } from './${other}.entity';`);
  return `${[...new Set(imports)].join('\n')}\n\n/** One ${noun} as it is stored. */\nexport interface ${name} {\n  id: number;\n${fields.join('\n')}\n${[...new Set(relations)].join('\n')}\n}\n\nexport const ${noun}Statuses = ['open', 'closed', 'late'] as const;\n`;
}

function repository(name: string, noun: string, methods: readonly string[]): string {
  const bodies = methods.map(
    (method, at) => `
  async ${method}(id: number, status: string): Promise<${name} | undefined> {
    const rows = await this.db.query<${name}>(
      \`SELECT t.id, t.status, t.${noun}_field${at % 12}
         FROM ${noun}_table t
         LEFT JOIN ${noun}_lines l ON l.${noun}_id = t.id
        WHERE t.id = ? AND t.status = ?\`,
      [id, status],
    );
    if (rows.length === 0) return undefined;
    await this.db.run('UPDATE ${noun}_table SET status = ?, changed_at = ? WHERE id = ?', [status, Date.now(), id]);
    return rows[0];
  }`,
  );
  return `import type { ${name} } from '@app/entities/${noun}.entity';\nimport { Database } from '@app/lib/db';\n\nexport class ${name}Repository {\n  constructor(private readonly db: Database) {}\n${bodies.join('\n')}\n}\n`;
}

function service(name: string, noun: string, methods: readonly string[], others: readonly string[]): string {
  const used = [...new Set(others)];
  const imports = used.map((other) => `import { ${capital(other)}Service } from '../${other}';`).join('\n');
  const injected = used
    .map((other) => `    private readonly ${other}Service: ${capital(other)}Service,`)
    .join('\n');
  const bodies = methods.map((method, at) => {
    const other = used[at % Math.max(1, used.length)];
    const call = other === undefined ? '' : `    await this.${other}Service.describe(id);\n`;
    return `
  /** Changes the ${noun} and tells those who listen. */
  async ${method}(id: number, options: { status?: string; note?: string } = {}): Promise<${name} | undefined> {
    const { status = 'open', note } = options;
    const found = await this.repository.${method}(id, status);
    if (found === undefined) {
      throw new Error(\`${noun} \${id} is missing: \${note ?? 'no note'}\`);
    }
${call}    const total = [1, 2, 3].map((factor) => factor * id).filter((value) => value > 2).reduce((sum, value) => sum + value, 0);
    events.emit('${noun}.${method}', { id, total, at: new Date().toISOString() });
    return map${name}(found);
  }`;
  });
  return `import type { ${name} } from '@app/entities/${noun}.entity';\nimport { events } from '@app/lib/events';\nimport { ${name}Repository } from '@app/repositories/${noun}.repository';\n${imports}\nimport { map${name} } from './${noun}.mapper';\n\nexport class ${name}Service {\n  constructor(\n    private readonly repository: ${name}Repository,\n${injected}\n  ) {}\n\n  async describe(id: number): Promise<string> {\n    return \`${noun} \${id}\`;\n  }\n${bodies.join('\n')}\n}\n`;
}

function mapper(name: string, noun: string, methods: readonly string[]): string {
  const helpers = methods.map(
    (method, at) => `
export function ${method}Label(value: ${name}): string {
  const parts = [value.${noun}Field${at % 12}, value.id].filter((part) => part !== undefined);
  switch (parts.length) {
    case 0:
      return '';
    case 1:
      return String(parts[0]);
    default:
      return parts.join(', ').trim();
  }
}`,
  );
  return `import type { ${name} } from '@app/entities/${noun}.entity';\n\nexport function map${name}(value: ${name}): ${name} {\n  return { ...value, id: Number(value.id) };\n}\n${helpers.join('\n')}\n`;
}

function controller(name: string, noun: string, methods: readonly string[]): string {
  const bodies = methods.map(
    (method) => `
  ${method} = async (req: Request, res: Response, next: NextFunction): Promise<void> => {
    try {
      const id = Number.parseInt(String(req.params['id']), 10);
      if (Number.isNaN(id)) {
        res.status(400).json({ error: 'id must be a number' });
        return;
      }
      const result = await this.service.${method}(id, { status: req.body?.status, note: req.get('x-note') });
      res.status(200).json({ data: result, links: { self: req.originalUrl } });
    } catch (error) {
      next(error);
    }
  };`,
  );
  return `import type { NextFunction, Request, Response } from 'express';\nimport { ${name}Service } from '../services/${noun}';\n\nexport class ${name}Controller {\n  constructor(private readonly service: ${name}Service) {}\n${bodies.join('\n')}\n}\n`;
}

function routes(name: string, noun: string, methods: readonly string[]): string {
  const lines = methods.map(
    (method, at) => `${noun}Routes.${at % 2 === 0 ? 'get' : 'post'}('/:id/${method}', controller.${method});`,
  );
  return `import { Router } from 'express';
import { ${name}Controller } from '../controllers/${noun}.controller';
import { database } from '../lib/db';
import { ${name}Repository } from '../repositories/${noun}.repository';
import { ${name}Service } from '../services/${noun}';

const controller = new ${name}Controller(new ${name}Service(new ${name}Repository(database)));
export const ${noun}Routes = Router();
${lines.join('\n')}
`;
}

function test(name: string, noun: string, methods: readonly string[]): string {
  const cases = methods.map(
    (method) => `
  it('${method} gives what is stored', async () => {
    const repository = { ${method}: async () => ({ id: 1 }) };
    const service = new ${name}Service(repository as never);
    expect(await service.${method}(1)).toEqual({ id: 1 });
  });`,
  );
  return `import { describe, expect, it } from 'vitest';\nimport { ${name}Service } from '@app/services/${noun}';\n\ndescribe('${name}Service', () => {${cases.join('\n')}\n});\n`;
}

const databaseHelper = `export class Database {
  async query<T>(sql: string, values: unknown[]): Promise<T[]> {
    return [];
  }
  async run(sql: string, values: unknown[]): Promise<void> {}
}

export const database = new Database();
`;

const eventsHelper = `import { EventEmitter } from 'node:events';

export const events = new EventEmitter();
`;

/** A small generator with a state of 32 bits: the same numbers on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (process.argv[1] === import.meta.filename) {
  const [folder = '', lines = '330000', seed = '1'] = process.argv.slice(2);
  console.log(generateTree(folder, Number(lines), Number(seed)));
}
