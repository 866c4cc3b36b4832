/** The format of `GRAPH.json`, the input of `banyan cluster`: a dependency graph from any tool, or a report fed back. */
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { MODULE_ROLES } from '../graph/module-roles.ts';
import { mistakesOf, placeOf } from './config-mistakes.ts';

const role = z.enum(MODULE_ROLES);
const kind = z.enum(['import', 'type-import', 'call', 'inject', 'name', 'relation', 'event']);
const mode = z.enum(['R', 'W']);
const weight = z.number().nonnegative();
const step = z.tuple([z.string(), mode]);

const nodeSchema = z.strictObject({
  id: z.string().min(1),
  role: role.optional(),
  lines: z.int().nonnegative().optional(),
  /** Words to compare names by; read from the id where absent. `[]` hides the name. */
  words: z.array(z.string()).optional(),
});
const edgeSchema = z.strictObject({ from: z.string(), to: z.string(), kinds: z.partialRecord(kind, weight) });
const accessSchema = z.strictObject({ node: z.string(), table: z.string(), mode });

export const graphFileSchema = z.strictObject({
  nodes: z.array(nodeSchema),
  /** Directed; the weight of a kind is its number of imports, calls, … */
  edges: z.array(edgeSchema),
  access: z.array(accessSchema).optional(),
  /** Pairs of tables: the first holds the key. */
  foreignKeys: z.array(z.tuple([z.string(), z.string()])).optional(),
  /** Operations in order of access; what is accessed may be a table or a node. */
  transactions: z.array(z.strictObject({ name: z.string(), steps: z.array(step) })).optional(),
  commits: z.array(z.array(z.string())).optional(),
  useCases: z.record(z.string(), z.array(z.string())).optional(),
  /** Number of clusters; absent, the engine chooses. */
  k: z.int().positive().optional(),
});

export type GraphFile = z.infer<typeof graphFileSchema>;

/** What of a report.json makes a graph; its other parts follow from these. */
const reportAsGraph = z.object({
  version: z.literal(1),
  modules: z.array(z.object({ path: z.string(), lines: z.int(), role })),
  edges: z.array(z.object({ from: z.string(), to: z.string(), kinds: z.partialRecord(kind, weight) })),
  access: z.array(z.object({ module: z.string(), table: z.string(), mode })).default([]),
  tables: z
    .array(z.object({ name: z.string(), foreignKeys: z.array(z.object({ references: z.string() })) }))
    .default([]),
  transactions: z.array(z.object({ module: z.string(), line: z.int(), steps: z.array(step) })).default([]),
});

/**
 * Checks a parsed GRAPH.json, or turns a parsed report.json into one.
 *
 * @throws AnalysisError `INPUT_INVALID` with every mistake: its place, its value and what to write instead.
 * @example readGraph(JSON.parse(text), 'graph.json').nodes.length
 */
export function readGraph(value: unknown, name: string): GraphFile {
  const graph = looksLikeReport(value) ? fromReport(value, name) : checked(graphFileSchema, value, name);
  const mistakes = danglingNames(graph);
  if (mistakes.length > 0) throw invalid(name, mistakes);
  return graph;
}

function looksLikeReport(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'version' in value && 'modules' in value;
}

function fromReport(value: unknown, name: string): GraphFile {
  const report = checked(reportAsGraph, value, name);
  return {
    nodes: report.modules.map(({ path, lines, role: of }) => ({ id: path, lines, role: of })),
    edges: report.edges.map(({ from, to, kinds }) => ({ from, to, kinds })),
    access: report.access.map(({ module, table, mode: of }) => ({ node: module, table, mode: of })),
    foreignKeys: report.tables.flatMap((table) =>
      table.foreignKeys.map((key): [string, string] => [table.name, key.references]),
    ),
    transactions: report.transactions.map(({ module, line, steps }) => ({
      name: `${module}:${line}`,
      steps,
    })),
  };
}

function checked<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const mistakes = result.error.issues.flatMap((issue) => mistakesOf(issue, value, keysAt));
  throw invalid(
    name,
    mistakes.map(({ way, message }) => `${placeOf(way)}: ${message}`),
  );
}

/** Keys that a place of the file may have. */
function keysAt([list, , part]: readonly (string | number)[]): string[] {
  if (list === undefined) return Object.keys(graphFileSchema.shape);
  if (part === 'kinds') return [...kind.options];
  if (list === 'nodes') return Object.keys(nodeSchema.shape);
  if (list === 'edges') return Object.keys(edgeSchema.shape);
  if (list === 'access') return Object.keys(accessSchema.shape);
  return ['name', 'steps'];
}

function danglingNames(graph: GraphFile): string[] {
  const mistakes: string[] = [];
  const known = new Set<string>();
  graph.nodes.forEach(({ id }, i) => {
    if (known.has(id)) mistakes.push(`nodes[${i}].id: "${id}" occurs twice; give each node one entry.`);
    known.add(id);
  });
  const expect = (id: string, place: string): void => {
    if (!known.has(id)) mistakes.push(`${place}: "${id}" is no node; add it to nodes or drop this entry.`);
  };
  graph.edges.forEach(({ from, to }, i) => {
    expect(from, `edges[${i}].from`);
    expect(to, `edges[${i}].to`);
  });
  graph.access?.forEach(({ node }, i) => {
    expect(node, `access[${i}].node`);
  });
  graph.commits?.forEach((names, i) => {
    names.forEach((id, j) => {
      expect(id, `commits[${i}][${j}]`);
    });
  });
  for (const id of Object.keys(graph.useCases ?? {})) expect(id, `useCases.${id}`);
  if (graph.k !== undefined && graph.k > graph.nodes.length) {
    mistakes.push(
      `k: ${graph.k} clusters of ${graph.nodes.length} nodes cannot be; ask for at most that many.`,
    );
  }
  return mistakes;
}

/** More lines than this tell nothing new; the count says how many there are. */
const MAX_SHOWN = 50;

function invalid(name: string, mistakes: readonly string[]): AnalysisError {
  const shown = mistakes.slice(0, MAX_SHOWN);
  const rest = mistakes.length - shown.length;
  const lines = [...shown, ...(rest > 0 ? [`… and ${rest} more`] : [])];
  return new AnalysisError('INPUT_INVALID', `${name} is no graph:\n  ${lines.join('\n  ')}`);
}
