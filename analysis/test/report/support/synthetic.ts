/** Facts and boundaries of code bases that don't exist, of any size and the same for the same seed: for size, speed and layout. */
import type { Boundaries, Seam, ServiceSuggestion } from '../../../src/boundaries/boundaries.ts';
import type {
  AccessFacts,
  EdgeFacts,
  EventFacts,
  Facts,
  ModuleFacts,
  ModuleRole,
  RouteFacts,
  TableFacts,
  TransactionFacts,
} from '../../../src/graph/facts.ts';

export interface SyntheticOptions {
  readonly modules: number;
  readonly services: number;
  readonly seed: number;
}

const domains = [
  'accounts',
  'catalog',
  'search',
  'pricing',
  'cart',
  'orders',
  'payments',
  'inventory',
  'shipping',
  'reviews',
  'notifications',
  'loyalty',
  'guides',
  'reporting',
  'billing',
  'returns',
  'suppliers',
  'media',
  'support',
  'analytics',
  'subscriptions',
  'taxes',
];
const layers: readonly { readonly folder: string; readonly role: ModuleRole }[] = [
  { folder: 'routes', role: 'endpoint' },
  { folder: 'controllers', role: 'endpoint' },
  { folder: 'services', role: 'domain' },
  { folder: 'models', role: 'data-access' },
  { folder: 'entities', role: 'entity' },
];
const words = [
  'index',
  'list',
  'create',
  'update',
  'history',
  'policy',
  'rules',
  'export',
  'summary',
  'view',
  'queue',
  'cache',
];

/** A small fixed random source (mulberry32): the same numbers on every machine. */
export function randomSource(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function synthetic(options: SyntheticOptions): {
  readonly facts: Facts;
  readonly boundaries: Boundaries;
} {
  const random = randomSource(options.seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const names = Array.from({ length: options.services }, (_, index) => {
    const round = Math.floor(index / domains.length);
    return `${domains[index % domains.length]}${round === 0 ? '' : `-${round + 1}`}`;
  });

  const modules: (ModuleFacts & { readonly service: number })[] = [];
  const outside = Math.floor(options.modules * 0.12);
  for (let index = 0; index < options.modules; index += 1) {
    if (index < outside) {
      const role: ModuleRole =
        index % 3 === 0 ? 'shared-kernel' : index % 3 === 1 ? 'infrastructure' : 'test';
      modules.push({
        path: `src/lib/${pick(words)}-${index}.ts`,
        lines: 10 + below(200),
        role,
        because: 'used from everywhere, writes no table',
        words: [],
        exports: [`help${index}`],
        authors: 0,
        service: -1,
      });
      continue;
    }
    // Squared, so that services differ in size as real ones do.
    const service = Math.floor(random() * random() * options.services);
    const layer = pick(layers);
    modules.push({
      path: `src/${layer.folder}/${names[service]}/${pick(words)}-${index}.ts`,
      lines: 20 + below(400),
      role: layer.role,
      because: `stands in ${layer.folder}/ and exports handlers`,
      words: [names[service] ?? ''],
      exports: [`do${index}`],
      authors: 0,
      service,
    });
  }
  modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  const byService = names.map((_, service) => modules.filter((module) => module.service === service));
  const anyOf = (service: number) => pick(byService[service]?.length ? (byService[service] ?? []) : modules);
  const shared = modules.filter((module) => module.service === -1);

  const edges = new Map<string, EdgeFacts>();
  for (const module of modules) {
    const fanOut = module.service === -1 ? 1 : 2 + below(7);
    for (let index = 0; index < fanOut; index += 1) {
      const dice = random();
      const to =
        module.service === -1 || dice < 0.15
          ? pick(shared)
          : dice < 0.85
            ? anyOf(module.service)
            : anyOf(below(options.services));
      if (to.path === module.path) continue;
      const calls = 1 + below(5);
      edges.set(`${module.path} ${to.path}`, {
        from: module.path,
        to: to.path,
        kinds: { import: 1, call: calls },
        places: [
          { line: 1 + index, kind: 'import' as const, symbol: to.exports[0] ?? 'x' },
          ...Array.from({ length: calls }, (_, call) => ({
            line: 20 + index * 10 + call,
            kind: 'call' as const,
            symbol: to.exports[0] ?? 'x',
          })),
        ],
      });
    }
  }

  const tables: (TableFacts & { readonly service: number })[] = names.flatMap((name, service) =>
    Array.from({ length: 1 + below(4) }, (_, index) => ({
      name:
        index === 0
          ? name.replaceAll('-', '_')
          : `${name.replaceAll('-', '_')}_${pick(['lines', 'events', 'settings', 'logs'])}_${index}`,
      columns: ['id', 'created_at', 'owner_id'],
      definedAt: { path: 'src/db/schema.sql', line: 1 + service * 20 + index * 5 },
      foreignKeys: [],
      service,
    })),
  );
  const withForeignKeys = tables.map((table) =>
    random() < 0.4
      ? {
          ...table,
          foreignKeys: [
            {
              column: 'owner_id',
              references: pick(tables).name,
              referencedColumn: 'id',
              onDelete: 'NO ACTION',
            },
          ],
        }
      : table,
  );
  const access: AccessFacts[] = tables.flatMap((table) =>
    Array.from({ length: 3 + below(6) }, (_, index) => {
      const foreign = random() < 0.2;
      const module = anyOf(foreign ? below(options.services) : table.service);
      return {
        module: module.path,
        function: 'run',
        line: 30 + index,
        table: table.name,
        mode: !foreign && index % 2 === 0 ? ('W' as const) : ('R' as const),
        columns: ['id'],
      };
    }),
  );
  const transactions: TransactionFacts[] = Array.from(
    { length: Math.ceil(options.services / 2) },
    (_, index) => ({
      module: anyOf(below(options.services)).path,
      line: 50 + index,
      function: 'checkout',
      steps: Array.from({ length: 2 + below(3) }, () => [pick(tables).name, 'W'] as const),
    }),
  );
  const routes: RouteFacts[] = names.flatMap((name, service) =>
    Array.from({ length: 2 + below(6) }, (_, index) => {
      const module = anyOf(service);
      return {
        method: pick(['GET', 'POST', 'PUT', 'DELETE']),
        path: `/api/${name}/${index === 0 ? '' : `:id/${pick(words)}`}`,
        module: module.path,
        line: 10 + index,
        handler: { module: module.path, name: 'handle' },
        framework: 'express',
        effect: 'read' as const,
        because: 'reads only',
        tables: [[tables.find((table) => table.service === service)?.name ?? '', 'R'] as const],
        modules: [module.path],
        events: [],
        external: [],
        session: 'none',
      };
    }),
  );
  const events: EventFacts[] = names.slice(0, Math.ceil(options.services / 3)).map((name, service) => ({
    name: `${name}.changed`,
    emitters: [{ path: anyOf(service).path, line: 77 }],
    listeners: [{ path: anyOf(below(options.services)).path, line: 12 }],
  }));

  const facts: Facts = {
    stats: { files: modules.length, lines: modules.reduce((sum, module) => sum + module.lines, 0) },
    modules,
    edges: [...edges.values()],
    routes,
    entries: [
      {
        kind: 'job',
        name: '0 3 * * *',
        module: anyOf(0).path,
        line: 9,
        effect: 'write',
        because: 'deletes old rows',
        tables: [],
        modules: [],
        events: [],
        external: [],
        session: 'none',
      },
    ],
    together: [],
    tables: withForeignKeys,
    access,
    joins: [],
    transactions,
    events,
    sharedState: [],
    commits: [],
    functions: [],
    unresolved: [
      {
        path: modules[0]?.path ?? '',
        line: 3,
        what: 'require(name)',
        because: 'the module name is computed at run time',
      },
    ],
  };
  return { facts, boundaries: boundariesOf(facts, modules, tables, names, random) };
}

function boundariesOf(
  facts: Facts,
  modules: readonly (ModuleFacts & { readonly service: number })[],
  tables: readonly (TableFacts & { readonly service: number })[],
  names: readonly string[],
  random: () => number,
): Boundaries {
  const serviceOf = new Map(
    modules
      .filter((module) => module.service >= 0)
      .map((module) => [module.path, names[module.service] ?? '']),
  );
  const tableOwners = new Map(tables.map((table) => [table.name, names[table.service] ?? '']));
  const seams = new Map<string, Seam>();
  for (const edge of facts.edges) {
    const from = serviceOf.get(edge.from);
    const to = serviceOf.get(edge.to);
    if (!from || !to || from === to) continue;
    const key = `${from} ${to}`;
    const old = seams.get(key);
    const call = edge.places.find((place) => place.kind === 'call');
    seams.set(key, {
      from,
      to,
      kind: 'call',
      what: [...(old?.what ?? []), call?.symbol ?? ''].slice(0, 8),
      evidence: [...(old?.evidence ?? []), { path: edge.from, line: call?.line ?? 1 }],
      remedy: 'offer it as an operation of the service; the caller waits for the answer',
      cost: (old?.cost ?? 0) + (edge.kinds.call ?? 0),
    });
  }
  const services: ServiceSuggestion[] = names.map((name, index) => {
    const own = modules.filter((module) => module.service === index);
    return {
      name,
      modules: own.map((module) => ({
        path: module.path,
        confidence: 0.4 + 0.6 * random(),
        runnerUp: random() < 0.5 ? (names[(index + 1) % names.length] ?? null) : null,
      })),
      routes: facts.routes
        .filter((route) => serviceOf.get(route.module) === name)
        .map((route) => `${route.method} ${route.path}`),
      tables: tables.filter((table) => table.service === index).map((table) => table.name),
      readsFromOthers: [],
      offers: own.flatMap((module) => module.exports).slice(0, 6),
      needs: [],
      metrics: {
        lines: own.reduce((sum, module) => sum + module.lines, 0),
        modules: own.length,
        cohesion: 0.8,
        inboundCalls: 3,
        outboundCalls: 4,
        brokenTransactions: 1,
      },
      confidence: 0.75,
      rank: index + 1,
      effort: 5 + index * 3,
      why: 'nobody else writes its tables and few call it',
    };
  });
  return {
    services,
    shared: new Map(
      modules.filter((module) => module.service === -1).map((module) => [module.path, module.role]),
    ),
    tableOwners,
    splits: [],
    refinement: { moves: [], costWithout: 0, cost: 0 },
    seams: [...seams.values()],
    metrics: { sm: 0.2, icp: 0.3, ifn: 4, ned: 0.4, bcp: null },
    hierarchy: [0.25, 0.5, 1].map((share, level) => {
      const kept = Math.max(1, Math.round(names.length * share));
      return {
        granularity: level,
        labels: new Map(
          [...serviceOf].map(([path, name]) => [path, names[names.indexOf(name) % kept] ?? '']),
        ),
      };
    }),
    transactions: [],
  };
}
