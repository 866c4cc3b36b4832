/** From a folder to facts: lists, reads, links. */
import { join } from 'node:path';
import { AnalysisError } from '../errors.ts';
import { dialectOf } from '../read/dialect.ts';
import type { FileFacts } from '../read/file-facts.ts';
import { defaultFileLimits, type FileLimits, listFiles } from '../read/list-files.ts';
import { readSource } from '../read/read-source.ts';
import { readText } from '../read/read-text.ts';
import { callEdges, EdgeCollector, importEdges, injectionEdges } from './edges.ts';
import type { Facts, ModuleFacts } from './facts.ts';
import { ImportResolver } from './import-resolver.ts';
import { LinkedProgram } from './linked-program.ts';
import type { FactsDraft } from './linker.ts';
import { linkers } from './linkers.ts';
import { basename } from './paths.ts';
import { roleEvidence, roleOf } from './roles.ts';
import { sortFacts } from './sort-facts.ts';
import { wordsOf } from './words.ts';

export interface ReadOptions {
  readonly limits?: Partial<FileLimits>;
}

export interface ReadResult {
  readonly facts: Facts;
  /** Milliseconds by stage, for people; never part of the facts. */
  readonly timings: Record<string, number>;
}

/**
 * Reads everything below a folder.
 *
 * @throws AnalysisError when the folder is missing, holds no source file, or none that could be read.
 * @example const { facts } = await readFacts('legacy-monolith');
 */
export async function readFacts(root: string, options: ReadOptions = {}): Promise<ReadResult> {
  const timings: Record<string, number> = {};
  const timed = <T>(stage: string, work: () => T): T => {
    const start = performance.now();
    const result = work();
    timings[stage] = Math.round(performance.now() - start);
    return result;
  };
  const draft = emptyDraft();
  const list = timed('list', () => listFiles(root, { ...defaultFileLimits, ...options.limits }));
  for (const { path, what, because } of list.skipped) draft.unresolved.push({ path, line: 1, what, because });
  if (list.sources.length === 0) {
    throw new AnalysisError(
      'ROOT_EMPTY',
      `${root}: no TypeScript or JavaScript file. Name the root of a Node.js code base.`,
    );
  }

  const files = timed('read', () => readSources(root, list.sources, draft));
  if (![...files.values()].some(hasContent)) {
    const [first] = draft.unresolved;
    const example =
      first === undefined
        ? ''
        : ` For example ${first.path}:${first.line}: ${first.what} (${first.because}).`;
    throw new AnalysisError(
      'NOTHING_READ',
      `${root}: none of ${list.sources.length} source files could be read.${example}`,
    );
  }
  const documents = timed('documents', () => readDocuments(root, list.documents, draft));

  const program = timed('link', () => {
    const resolver = new ImportResolver({
      sources: [...files.keys()],
      others: list.others,
      documents,
      complain: (path, because) => draft.unresolved.push({ path, line: 1, what: 'configuration', because }),
    });
    const linked = new LinkedProgram(files, documents, resolver);
    linked.indexCallers();
    return linked;
  });
  const edges = new EdgeCollector();
  timed('edges', () => {
    importEdges(program, draft, edges);
    callEdges(program, edges);
    injectionEdges(program, edges);
  });
  for (const linker of linkers) {
    const start = performance.now();
    await linker.link(program, draft);
    timings[linker.name] = Math.round(performance.now() - start);
  }
  for (const edge of draft.edges) edges.addEdge(edge);
  draft.edges = edges.finish();
  timed('roles', () => {
    draft.modules.push(...describeModules(program, draft));
  });
  return { facts: sortFacts(draft), timings };
}

function emptyDraft(): FactsDraft {
  return {
    stats: { files: 0, lines: 0 },
    modules: [],
    edges: [],
    routes: [],
    entries: [],
    together: [],
    tables: [],
    access: [],
    joins: [],
    transactions: [],
    events: [],
    sharedState: [],
    commits: [],
    unresolved: [],
  };
}

function readSources(root: string, sources: readonly string[], draft: FactsDraft): Map<string, FileFacts> {
  const files = new Map<string, FileFacts>();
  let lines = 0;
  for (const path of sources) {
    const dialect = dialectOf(path);
    const read = readText(join(root, path));
    if (dialect === null || 'because' in read) {
      const because = 'because' in read ? read.because : 'unknown kind of file';
      draft.unresolved.push({ path, line: 1, what: 'file', because });
      continue;
    }
    const facts = readSource(read.text, dialect);
    for (const problem of facts.problems) draft.unresolved.push({ path, ...problem });
    files.set(path, facts);
    lines += facts.lines;
  }
  draft.stats = { files: files.size, lines };
  return files;
}

/** A file that failed as a whole leaves nothing but its problems. */
function hasContent(facts: FileFacts): boolean {
  return facts.problems.length === 0 || facts.imports.length + facts.exports.length + facts.calls.length > 0;
}

function readDocuments(root: string, paths: readonly string[], draft: FactsDraft): Map<string, string> {
  const documents = new Map<string, string>();
  for (const path of paths) {
    const read = readText(join(root, path));
    if ('text' in read) documents.set(path, read.text);
    else draft.unresolved.push({ path, line: 1, what: 'file', because: read.because });
  }
  return documents;
}

function describeModules(program: LinkedProgram, draft: FactsDraft): ModuleFacts[] {
  const evidence = roleEvidence(draft, program.paths);
  return program.paths.map((path) => {
    const facts = program.file(path);
    const names = [basename(path).replace(/\.[^.]+$/, ''), ...facts.classes.map((one) => one.name)];
    return {
      path,
      lines: facts.lines,
      ...roleOf(path, facts, evidence),
      words: [...new Set(names.flatMap(wordsOf))].sort(),
      exports: exportedNames(facts),
    };
  });
}

function exportedNames(facts: FileFacts): string[] {
  const names = facts.exports.flatMap((one) => {
    if (one.kind === 'all') return [];
    if (one.name !== 'export=' || one.kind !== 'local') return [one.name];
    return one.value.kind === 'object' ? one.value.entries.map((entry) => entry.key) : ['default'];
  });
  return [...new Set(names)].filter((name) => name !== '').sort();
}
