import { describe, expect, it } from 'vitest';
import { evidenceOfFacts } from '../../src/boundaries/evidence/evidence.ts';
import { namerOfFacts } from '../../src/boundaries/name-services.ts';
import type { Facts } from '../../src/graph/facts.ts';
import { moduleFacts, noFacts } from './support.ts';

const codec = ['codec-reader', 'codec-writer', 'codec-strategy'];
const collections = ['collection-filter', 'collection'];

/** Files that are mostly about a codec, and tables that are not. */
function catalogFacts(tables: readonly string[]): Facts {
  const modules = [...codec, ...collections, 'order', 'order-line'].map((name) =>
    moduleFacts(`src/${name}.ts`),
  );
  return {
    ...noFacts,
    modules: modules.sort((a, b) => (a.path < b.path ? -1 : 1)),
    tables: tables.map((name) => ({ name, columns: ['id'], definedAt: null, foreignKeys: [] })),
    access: tables.map((table) => ({
      module: 'src/collection.ts',
      function: 'save',
      line: 1,
      table,
      mode: 'W' as const,
      columns: [],
    })),
  };
}

/** Everything but orders is one service. */
function nameOfCatalog(facts: Facts, outside: ReadonlySet<string> = new Set()): string | null {
  const evidence = evidenceOfFacts(facts);
  const labels = evidence.modules.map((path) => (path.includes('order') ? 1 : 0));
  return namerOfFacts(evidence, facts, outside)(labels)(0);
}

describe('namerOfFacts', () => {
  it('names a service after the tables that it owns rather than after most of its files', () => {
    expect(nameOfCatalog(catalogFacts([]))).toBe('codec');
    expect(nameOfCatalog(catalogFacts(['collections', 'collection_filters']))).toBe('collections');
  });

  it('leaves what modules outside every service say', () => {
    const outside = new Set(codec.map((name) => `src/${name}.ts`));
    expect(nameOfCatalog(catalogFacts([]), outside)).toBe('collection');
  });

  it('takes a name with a capital inside for one word', () => {
    const paths = ['GitHubClient', 'GitHubIssues', 'GitHubLogin', 'orders', 'order-lines'].map(
      (name) => `src/${name}.ts`,
    );
    const facts = { ...noFacts, modules: paths.sort().map((path) => moduleFacts(path)) };
    const evidence = evidenceOfFacts(facts);
    const labels = evidence.modules.map((path) => (path.includes('order') ? 1 : 0));
    expect(namerOfFacts(evidence, facts, new Set())(labels)(0)).toBe('github');
  });

  it('is never what is done, and is written as the files write it', () => {
    const paths = ['get-statistics', 'get-users', 'add-statistics', 'add-users'].map(
      (name) => `src/${name}.ts`,
    );
    const facts = { ...noFacts, modules: paths.sort().map((path) => moduleFacts(path)) };
    const evidence = evidenceOfFacts(facts);
    const name = namerOfFacts(evidence, facts, new Set());
    const byWord = evidence.modules.map((path) => Number(path.includes('users')));
    expect([name(byWord)(0), name(byWord)(1)]).toEqual(['statistics', 'users']);
    const byAction = evidence.modules.map((path) => Number(path.includes('get-')));
    expect([name(byAction)(0), name(byAction)(1)]).not.toContain('get');
  });

  it('is what clients ask for, where files and tables disagree', () => {
    const paths = [
      'account-controller',
      'accounts',
      'address',
      'customer',
      'throttle',
      'order',
      'orders',
    ].map((name) => `src/${name}.ts`);
    const module = 'src/account-controller.ts';
    const write = { function: 'save', line: 1, mode: 'W', columns: [] } as const;
    const facts: Facts = {
      ...noFacts,
      modules: paths.sort().map((path) => moduleFacts(path, { words: ['account', 'address', 'customer'] })),
      tables: ['addresses', 'customers'].map((name) => ({
        name,
        columns: [],
        definedAt: null,
        foreignKeys: [],
      })),
      access: [
        { ...write, module: 'src/address.ts', table: 'addresses' },
        { ...write, module: 'src/customer.ts', table: 'customers' },
      ],
      routes: ['', '/addresses', '/addresses/:id', '/mails', '/password', '/notifications'].map((path) => ({
        method: 'GET',
        path: `/api/account${path}`,
        module,
        line: 1,
        handler: { module, name: 'handle' },
        framework: 'express',
        effect: 'read' as const,
        because: '',
        tables: [],
        modules: [module],
        events: [],
        external: [],
        session: 'none' as const,
      })),
    };
    const evidence = evidenceOfFacts(facts);
    const labels = evidence.modules.map((path) => Number(path.includes('order')));
    expect(namerOfFacts(evidence, facts, new Set())(labels)(0)).toBe('accounts');
  });

  it('reads words that a database writes together as the code writes them', () => {
    const facts = catalogFacts(['saleschannels', 'collectionfilters']);
    const named = {
      ...facts,
      modules: facts.modules.map((module) => ({
        ...module,
        path: module.path.replace(/codec-/, 'sales-channel-'),
      })),
      access: [],
    };
    expect(nameOfCatalog(named)).toBe('sales-channel');
  });

  it('takes the name of a layer only where nothing else is said', () => {
    const paths = ['db/seed', 'db/seed-data', 'db/bulk', 'order', 'order-line'].map(
      (name) => `src/${name}.ts`,
    );
    const facts = { ...noFacts, modules: paths.sort().map((path) => moduleFacts(path)) };
    const evidence = evidenceOfFacts(facts);
    const labels = evidence.modules.map((path) => Number(path.includes('order')));
    const name = namerOfFacts(evidence, facts, new Set())(labels);
    expect([name(0), name(1)]).toEqual(['seed', 'order']);
  });

  it('writes two words as the table does that is called so', () => {
    const facts = catalogFacts(['sales_channels']);
    const named = {
      ...facts,
      modules: facts.modules.map((module) => ({
        ...module,
        path: module.path.includes('order')
          ? module.path
          : module.path.replace(/\w+(?:-\w+)?\.ts/, (file) => `sales-channel-${file}`),
      })),
      access: [],
    };
    expect(nameOfCatalog(named)).toBe('sales-channels');
  });
});
