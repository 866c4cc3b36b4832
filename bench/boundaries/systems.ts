/** The systems with known good splits in the datasets folder, as GRAPH.json values with their truth. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GraphFile, readGraph } from '../../analysis/src/boundaries/index.ts';

export interface System {
  readonly name: string;
  readonly graph: GraphFile;
  /** Node → reference service. */
  readonly truth: ReadonlyMap<string, string>;
}

export interface Evidence {
  readonly names: boolean;
  readonly history: boolean;
}

type Edge = GraphFile['edges'][number];
type Kind = keyof Edge['kinds'];

function readJson<T>(...way: string[]): T {
  return JSON.parse(readFileSync(join(...way), 'utf8')) as T;
}

/** Element → service, from `{service: [elements]}`. */
export function truthOf(clusters: Readonly<Record<string, readonly string[]>>): Map<string, string> {
  return new Map(
    Object.entries(clusters).flatMap(([service, elements]) => elements.map((e) => [e, service] as const)),
  );
}

/** Only what is in the graph can be scored. */
function within(truth: ReadonlyMap<string, string>, ids: readonly string[]): Map<string, string> {
  const known = new Set(ids);
  return new Map([...truth].filter(([element]) => known.has(element)));
}

class EdgeList {
  readonly #edges = new Map<string, { from: string; to: string; kinds: Partial<Record<Kind, number>> }>();

  add(from: string, to: string, kind: Kind, weight: number): void {
    const key = JSON.stringify([from, to]);
    const edge = this.#edges.get(key) ?? { from, to, kinds: {} };
    edge.kinds[kind] = (edge.kinds[kind] ?? 0) + weight;
    this.#edges.set(key, edge);
  }

  list(): Edge[] {
    return [...this.#edges.values()];
  }
}

const modesOf = (letters: string): ('R' | 'W')[] =>
  (['R', 'W'] as const).filter((mode) => letters.includes(mode));

const TS_KINDS: Readonly<Record<string, Kind>> = {
  import: 'import',
  'import-type': 'type-import',
  inject: 'inject',
  resolve: 'inject',
  call: 'call',
  'repo-call': 'call',
  'repository-of': 'relation',
};

interface TsGraph {
  readonly files: readonly string[];
  readonly edges: readonly (readonly [number, number, string, number])[];
  readonly tables?: readonly string[];
  readonly tableAccess?: readonly (readonly [number, readonly (readonly [number, string])[]])[];
  readonly foreignKeys?: readonly (readonly [number, number])[];
  readonly commits: readonly (readonly [number, readonly number[]])[];
}

/** Medusa, Unleash or Hoppscotch: file names only, folders are never shown. */
export function typescriptSystem(datasets: string, folder: string, evidence: Evidence): System {
  const graph = readJson<TsGraph>(datasets, folder, 'graph.json');
  const truth = readJson<{ clusters: Record<string, string[]> }>(datasets, folder, 'groundtruth.json');
  const file = (i: number): string => graph.files[i] as string;
  const table = (i: number): string => graph.tables?.[i] as string;
  const edges = new EdgeList();
  for (const [from, to, type, count] of graph.edges) {
    edges.add(file(from), file(to), TS_KINDS[type] ?? 'relation', count);
  }
  return {
    name: folder,
    graph: readGraph(
      {
        nodes: graph.files.map((id) => ({ id, ...(!evidence.names && { words: [] }) })),
        edges: edges.list(),
        ...(graph.tableAccess && {
          access: graph.tableAccess.flatMap(([node, list]) =>
            list.flatMap(([t, letters]) =>
              modesOf(letters).map((mode) => ({ node: file(node), table: table(t), mode })),
            ),
          ),
        }),
        ...(graph.foreignKeys && { foreignKeys: graph.foreignKeys.map(([a, b]) => [table(a), table(b)]) }),
        ...(evidence.history && { commits: graph.commits.map(([, files]) => files.map(file)) }),
      },
      folder,
    ),
    truth: within(truthOf(truth.clusters), graph.files),
  };
}

export interface CargoApplication {
  readonly nodes: readonly string[];
  readonly root: string;
  readonly useCases: readonly string[];
  readonly nodeUseCases: readonly (readonly number[])[];
  readonly calls: readonly (readonly [number, number, number])[];
  readonly partitions: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>;
}

export function cargoApplication(datasets: string, name: string): CargoApplication {
  return readJson(datasets, 'cargo-mono2micro', `${name}.json`);
}

/** Runtime calls and use cases, nothing else: the input of Mono2Micro, CoGCN, FoSCI and MEM. */
export function callSystem(datasets: string, name: string, truthFile: string | null, names: boolean): System {
  const app = cargoApplication(datasets, name);
  const ids = app.nodes.filter((node) => node !== app.root);
  const edges = new EdgeList();
  for (const [from, to, count] of app.calls) {
    const [a, b] = [app.nodes[from] as string, app.nodes[to] as string];
    if (a !== app.root && b !== app.root) edges.add(a, b, 'call', count);
  }
  const truth = truthFile
    ? readJson<{ clusters: Record<string, string[]> }>(datasets, 'groundtruth', truthFile)
    : null;
  return {
    name: `${name}, calls`,
    graph: readGraph(
      {
        nodes: ids.map((id) => ({ id, ...(!names && { words: [] }) })),
        edges: edges.list(),
        useCases: Object.fromEntries(
          app.nodes.flatMap((node, i) =>
            node === app.root
              ? []
              : [[node, (app.nodeUseCases[i] ?? []).map((u) => app.useCases[u] as string)]],
          ),
        ),
      },
      name,
    ),
    truth: truth ? within(truthOf(truth.clusters), ids) : new Map(),
  };
}

/** Static edges and table access of AcmeAir. */
export function tableSystem(datasets: string, name: string, names: boolean): System {
  const app = readJson<{
    nodes: string[];
    edges: [number, number, string, number][];
    resources: [string, string][];
    crud: [number, string, number, string][];
  }>(datasets, 'chgnn', `${name}.json`);
  const truth = readJson<{ clusters: Record<string, string[]> }>(datasets, 'groundtruth', `${name}.json`);
  const short = app.nodes.map((node) => node.slice(node.lastIndexOf('.') + 1));
  const edges = new EdgeList();
  for (const [from, to, , count] of app.edges)
    edges.add(short[from] as string, short[to] as string, 'import', count);
  return {
    name: `${name}, static and tables`,
    graph: readGraph(
      {
        nodes: short.map((id) => ({ id, ...(!names && { words: [] }) })),
        edges: edges.list(),
        access: app.crud.flatMap(([node, , resource, letters]) =>
          (['R', 'W'] as const)
            .filter((mode) => (mode === 'R' ? letters.includes('R') : /[CUD]/.test(letters)))
            .map((mode) => ({
              node: short[node] as string,
              table: app.resources[resource]?.[0] as string,
              mode,
            })),
        ),
      },
      name,
    ),
    truth: within(truthOf(truth.clusters), short),
  };
}

/** Entities and the operations that touch them. */
export function accessSystem(datasets: string, name: string, expert: string, names: boolean): System {
  const system = readJson<{
    entities: string[];
    functionalities: { name: string; access: [number, number, number][] }[];
  }>(datasets, 'inesc-mono2micro', 'systems', `${name}.json`);
  const truth = readJson<{ clusters: Record<string, string[]> }>(
    datasets,
    'inesc-mono2micro',
    'experts',
    expert,
  );
  return {
    name: `${name}, accesses`,
    graph: readGraph(
      {
        nodes: system.entities.map((id) => ({ id, ...(!names && { words: [] }) })),
        edges: [],
        transactions: system.functionalities.map(({ name: operation, access }) => ({
          name: operation,
          steps: access.flatMap(([entity, reads, writes]) => {
            const id = system.entities[entity] as string;
            return [...(reads > 0 ? [[id, 'R']] : []), ...(writes > 0 ? [[id, 'W']] : [])];
          }),
        })),
      },
      name,
    ),
    truth: within(truthOf(truth.clusters), system.entities),
  };
}
