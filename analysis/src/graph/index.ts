/** From a folder to facts: lists, reads, links. */
import { type CrossCheck, crossCheck } from '../cross-check/cross-check.ts';
import { type Deepened, deepen } from '../deep/deepen.ts';
import { AnalysisError } from '../errors.ts';
import { type Cache, hashOf, noCache, openCache } from '../read/cache.ts';
import type { FileFacts } from '../read/file-facts.ts';
import { generatedBecause } from '../read/generated.ts';
import { gitFolderOf, hasGitElsewhere, headOf, readHistory } from '../read/history.ts';
import { defaultFileLimits, type FileLimits, type FileList, listFiles } from '../read/list-files.ts';
import type { KnownFacts } from '../read/packed/unpack-facts.ts';
import { readText } from '../read/read-text.ts';
import {
  defaultTreeLimits,
  type ReadingOptions,
  readTexts,
  readTree,
  startAhead,
  type Texts,
  type TreeLimits,
} from '../read/read-tree.ts';
import type { ReaderThread } from '../read/reader-pool.ts';
import { readSpans } from '../read/traces.ts';
import { emptyDraft } from './draft.ts';
import { callEdges, EdgeCollector, importEdges, injectionEdges, withMoreEdges } from './edges.ts';
import type { Facts, UnresolvedFacts } from './facts.ts';
import { describeFunctions } from './functions.ts';
import { ImportResolver } from './import-resolver.ts';
import { LinkedProgram } from './linked-program.ts';
import type { FactsDraft } from './linker.ts';
import { linkers } from './linkers.ts';
import { manifestAbove } from './manifest-above.ts';
import { describeModules } from './modules.ts';
import { collectExtensions } from './names/extensions.ts';
import { collectHandedMembers } from './names/handed-members.ts';
import { nameEdges } from './names/name-edges.ts';
import { collectRegistrations } from './names/registrations.ts';
import { sortFacts } from './sort-facts.ts';
import { addTraceEdges } from './trace-edges.ts';
import { withoutOptimizing } from './without-optimizing.ts';

const HISTORY_ELSEWHERE = {
  path: '.git',
  line: 1,
  what: 'history',
  because: 'a worktree or a submodule has its history elsewhere; give that git folder with --history',
} as const;

export interface ReadOptions {
  /** Read co-change from git; default true. */
  readonly useGit?: boolean;
  /** Git folder for trees without one of their own. */
  readonly history?: string;
  /** OpenTelemetry spans (OTLP JSON), as weights of calls. */
  readonly traces?: string;
  /** Folder of the cache; without one nothing is remembered. */
  readonly cache?: string;
  /** Worker threads; default: by what there is to read and the machine's cores, none for small trees. */
  readonly threads?: number;
  readonly limits?: Partial<FileLimits & TreeLimits>;
  /** Ask a type checker (ts-morph) for the calls that syntax leaves open: slower by far, see ARCHITECTURE. */
  readonly deep?: boolean;
  /** Compare the import edges with madge's, which has to be installed; `true`, or the folder to find it from. */
  readonly crossCheck?: boolean | string;
  /** Told what is going on, for a progress line. */
  readonly onProgress?: (text: string) => void;
  /** Told what a person should know though the result is whole: a cache that can't be written. */
  readonly onNote?: (text: string) => void;
}

export interface ReadResult {
  readonly facts: Facts;
  /** Milliseconds by stage, for people; never part of the facts. */
  readonly timings: Record<string, number>;
  /** What `deep` added; only when it was asked for. */
  readonly deepened?: Deepened;
  /** Only when it was asked for; never from the cache. */
  readonly crossCheck?: CrossCheck;
}

/**
 * Reads everything below a folder.
 *
 * @throws AnalysisError when the folder is missing, holds no source file, or none that could be read.
 * @example const { facts } = await readFacts('legacy-monolith');
 */
export async function readFacts(root: string, options: ReadOptions = {}): Promise<ReadResult> {
  const { onProgress = () => {} } = options;
  const limits = { ...defaultFileLimits, ...defaultTreeLimits, ...options.limits };
  const timings: Record<string, number> = {};
  const timed = async <T>(stage: string, work: () => T | Promise<T>): Promise<T> => {
    onProgress(stage);
    const start = performance.now();
    const result = await work();
    timings[stage] = Math.round(performance.now() - start);
    return result;
  };

  const list = await timed('list', () => listFiles(root, limits));
  if (list.sources.length === 0) {
    throw new AnalysisError(
      'ROOT_EMPTY',
      `${root}: no TypeScript or JavaScript file. Name the root of a Node.js code base.`,
    );
  }
  const cache =
    options.cache === undefined ? noCache : openCache(options.cache, root, options.onNote ?? (() => {}));
  const started = startAhead(list.sources.length, cache);
  try {
    return await readListed(root, list, options, { limits, cache, started, timed, timings });
  } finally {
    await Promise.all(started.map((thread) => thread.close()));
  }
}

/** What one run has at hand. */
interface Run {
  readonly limits: FileLimits & TreeLimits;
  readonly cache: Cache;
  readonly started: readonly ReaderThread[];
  readonly timed: <T>(stage: string, work: () => T | Promise<T>) => Promise<T>;
  readonly timings: Record<string, number>;
}

async function readListed(root: string, list: FileList, options: ReadOptions, run: Run): Promise<ReadResult> {
  const { limits, cache, timed, timings } = run;
  const sources = await timed('open', () => readTexts(root, list.sources, limits));
  const documents = await timed('documents', () => readTexts(root, list.documents, limits));
  const gitFolder = options.useGit === false ? null : (options.history ?? gitFolderOf(root));
  const traces = options.traces === undefined ? '' : readTraceFile(options.traces);

  // What surrounds the tree counts where its history does.
  const above = options.useGit === false ? null : manifestAbove(root, list);
  const key = await timed('key', async () => {
    if (cache === noCache) return '';
    const head = gitFolder === null ? '' : await headOf(gitFolder);
    const contents = [...sources.texts, ...documents.texts].map(([path, text]) => [path, hashOf(text)]);
    return hashOf(JSON.stringify([list, contents, head, limits, hashOf(traces), above]));
  });
  const isExtra = options.crossCheck || options.deep;
  const remembered = isExtra ? null : cache.result(key);
  if (remembered !== null) return { facts: JSON.parse(remembered) as Facts, timings };
  const opened: Opened = { list, sources, documents, gitFolder, traces, above, key };
  // A type checker, and madge's parser, run for long enough to be optimised.
  return isExtra
    ? readOpened(root, opened, options, run)
    : withoutOptimizing(() => readOpened(root, opened, options, run));
}

/** What a run found to read, before anything of it is understood. */
interface Opened {
  readonly list: FileList;
  readonly sources: Texts;
  readonly documents: Texts;
  readonly gitFolder: string | null;
  readonly traces: string;
  readonly above: UnresolvedFacts | null;
  /** Of the whole result, in the cache. */
  readonly key: string;
}

async function readOpened(
  root: string,
  { list, sources, documents, gitFolder, traces, above, key }: Opened,
  options: ReadOptions,
  { limits, cache, started, timed, timings }: Run,
): Promise<ReadResult> {
  const draft = emptyDraft();
  reportSkipped(draft, list);
  if (above !== null) draft.unresolved.push(above);
  for (const { path, because } of [...sources.unread, ...documents.unread]) {
    draft.unresolved.push({ path, line: 1, what: 'file', because });
  }
  // Beside the reading: git is a process of its own.
  const history =
    gitFolder === null
      ? null
      : readHistory(gitFolder, options.history === undefined ? root : null, new Set(list.sources));
  const { files, resolver, generated } = await timed('read', async () => {
    const reading = readSources(root, sources.texts, cache, draft, { ...options, ...limits, started });
    // Threads are starting, or reading: what needs no facts is done meanwhile.
    const resolver = resolverOf(sources.texts, list, documents.texts, draft);
    const generated = generatedFiles(sources.texts);
    return { files: await reading, resolver, generated };
  });
  const program = await timed('link', () => linkProgram(files, documents.texts, resolver));
  const deepened = await timed('edges', () => addEdges(program, draft, options.deep ? sources.texts : null));
  // Linkers add edges of their own.
  const finished = draft.edges.length;
  for (const linker of linkers) await timed(linker.name, () => linker.link(program, draft));
  let authors: ReadonlyMap<string, number> = new Map();
  await timed('history', async () => {
    const read = await history;
    if (read === null) {
      if (options.useGit !== false && hasGitElsewhere(root)) draft.unresolved.push(HISTORY_ELSEWHERE);
      return;
    }
    authors = read.authors;
    draft.commits.push(...read.commits);
    if (read.problem !== '')
      draft.unresolved.push({ path: '.git', line: 1, what: 'history', because: read.problem });
  });
  await timed('modules', () => {
    const edges = new EdgeCollector();
    for (const edge of draft.edges.slice(finished)) edges.addEdge(edge);
    if (traces !== '') addTraceEdges(readSpans(traces).spans, draft, program.paths, edges);
    draft.edges = withMoreEdges(draft.edges.slice(0, finished), edges);
    draft.modules.push(...describeModules(program, draft, { authors, generated }));
  });
  await timed('functions', () => {
    draft.functions.push(...describeFunctions(program, draft));
  });
  const facts = sortFacts(draft);
  const isExtra = options.crossCheck || options.deep;
  if (cache !== noCache && !isExtra) await timed('keep', () => cache.keepResult(key, JSON.stringify(facts)));
  const result: ReadResult = { facts, timings, ...(deepened === null ? {} : { deepened }) };
  if (!options.crossCheck) return result;
  const from = options.crossCheck === true ? undefined : options.crossCheck;
  return { ...result, crossCheck: await timed('cross-check', () => crossCheck(program, root, from)) };
}

/** The files that a program wrote, with what tells. */
function generatedFiles(texts: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>();
  for (const [path, text] of texts) {
    const because = generatedBecause(path, text);
    if (because !== null) found.set(path, because);
  }
  return found;
}

/** Bytes of a file of spans: some million of them. */
const maxTraceBytes = 512 * 1024 * 1024;

function readTraceFile(path: string): string {
  const read = readText(path, maxTraceBytes);
  if ('text' in read) return read.text;
  throw new AnalysisError('INPUT_INVALID', `--traces ${path}: ${read.because}. Give a file of OTLP JSON.`);
}

function reportSkipped(draft: FactsDraft, list: FileList): void {
  for (const { path, what, because } of list.skipped) draft.unresolved.push({ path, line: 1, what, because });
}

async function readSources(
  root: string,
  texts: ReadonlyMap<string, string>,
  cache: Cache,
  draft: FactsDraft,
  options: ReadingOptions,
): Promise<Map<string, KnownFacts>> {
  const files = await readTree(texts, cache, options);
  let lines = 0;
  for (const [path, facts] of files) {
    lines += facts.lines;
    for (const problem of facts.problems) draft.unresolved.push({ path, ...problem });
  }
  draft.stats = { files: files.size, lines };
  if ([...files.values()].some(hasContent)) return files;
  const [first] = draft.unresolved.filter((one) => texts.has(one.path));
  const example =
    first === undefined ? '' : ` For example ${first.path}:${first.line}: ${first.what} (${first.because}).`;
  throw new AnalysisError('NOTHING_READ', `${root}: none of the source files could be read.${example}`);
}

/** A file that failed as a whole leaves nothing but its problems. */
function hasContent(facts: FileFacts): boolean {
  return facts.problems.length === 0 || facts.imports.length + facts.exports.length + facts.calls.length > 0;
}

function resolverOf(
  texts: ReadonlyMap<string, string>,
  list: FileList,
  documents: ReadonlyMap<string, string>,
  draft: FactsDraft,
): ImportResolver {
  return new ImportResolver({
    sources: [...texts.keys()],
    others: list.others,
    documents,
    complain: (path, because) => draft.unresolved.push({ path, line: 1, what: 'configuration', because }),
  });
}

function linkProgram(
  files: ReadonlyMap<string, KnownFacts>,
  documents: ReadonlyMap<string, string>,
  resolver: ImportResolver,
): LinkedProgram {
  const program = new LinkedProgram(files, documents, resolver);
  program.hand(collectHandedMembers(program));
  collectRegistrations(program);
  program.indexCallers();
  const extensions = collectExtensions(program);
  if (extensions.size > 0) {
    program.extend(extensions);
    program.indexCallers();
  }
  return program;
}

async function addEdges(
  program: LinkedProgram,
  draft: FactsDraft,
  deepTexts: ReadonlyMap<string, string> | null,
): Promise<Deepened | null> {
  const edges = new EdgeCollector();
  importEdges(program, draft, edges);
  callEdges(program, edges);
  injectionEdges(program, edges);
  nameEdges(program, edges);
  const deepened = deepTexts === null ? null : await askOracle(program, deepTexts, edges);
  draft.edges = edges.finish();
  return deepened;
}

/** Loaded only when asked for: the checker alone takes half a second to load. */
async function askOracle(
  program: LinkedProgram,
  texts: ReadonlyMap<string, string>,
  edges: EdgeCollector,
): Promise<Deepened> {
  const { tsMorphOracle } = await import('../deep/ts-morph-oracle.ts');
  const resolve = (from: string, specifier: string): string | null => {
    const resolved = program.has(from) ? program.resolveImport(from, specifier) : null;
    return resolved?.kind === 'file' ? resolved.path : null;
  };
  return deepen(program, tsMorphOracle({ texts, resolve }), edges);
}
