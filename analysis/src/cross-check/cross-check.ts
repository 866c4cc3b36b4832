/** A second opinion on imports: every edge that only we or only madge has, with the reason. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AnalysisError } from '../errors.ts';
import type { LinkedProgram } from '../graph/linked-program.ts';
import { normalize } from '../graph/paths.ts';
import type { ImportFact } from '../read/file-facts.ts';

export interface EdgeDifference {
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

export interface CrossCheck {
  readonly agreed: number;
  readonly onlyHere: readonly EdgeDifference[];
  readonly onlyThere: readonly EdgeDifference[];
}

const maxMs = 300_000;

/**
 * Compares the import edges of a program, file by file as written (barrels not seen through), with madge's.
 *
 * @throws AnalysisError when madge is not installed or fails.
 */
export async function crossCheck(
  program: LinkedProgram,
  root: string,
  resolveFrom: string = import.meta.dirname,
): Promise<CrossCheck> {
  const peer = await madgeGraph(resolve(root), resolveFrom);
  return compareEdges(program, peer);
}

/** Pure part. */
export function compareEdges(
  program: LinkedProgram,
  peer: Readonly<Record<string, readonly string[]>>,
): CrossCheck {
  const own = ownEdges(program);
  const there = new Set<string>();
  const onlyThere: EdgeDifference[] = [];
  for (const [from, targets] of Object.entries(peer)) {
    for (const target of targets) {
      const to = normalize(target);
      there.add(`${from}\0${to}`);
      if (!own.has(`${from}\0${to}`)) onlyThere.push({ from, to, because: whyOnlyThere(program, from, to) });
    }
  }
  const onlyHere: EdgeDifference[] = [];
  for (const [key, fact] of own) {
    if (there.has(key)) continue;
    const [from = '', to = ''] = key.split('\0');
    onlyHere.push({ from, to, because: whyOnlyHere(peer, from, fact) });
  }
  return { agreed: own.size - onlyHere.length, onlyHere: sorted(onlyHere), onlyThere: sorted(onlyThere) };
}

function ownEdges(program: LinkedProgram): Map<string, ImportFact> {
  const edges = new Map<string, ImportFact>();
  for (const path of program.paths) {
    for (const one of program.file(path).imports) {
      if (one.specifier === '') continue;
      const resolved = program.resolveImport(path, one.specifier);
      if (resolved.kind === 'file' && resolved.path !== path && !edges.has(`${path}\0${resolved.path}`)) {
        edges.set(`${path}\0${resolved.path}`, one);
      }
    }
  }
  return edges;
}

function whyOnlyHere(
  peer: Readonly<Record<string, readonly string[]>>,
  from: string,
  fact: ImportFact,
): string {
  if (peer[from] === undefined) return 'madge did not read the file';
  if (fact.kind === 'type') return 'a type by import("…")';
  if (fact.kind === 'dynamic') return 'import() is not followed';
  if (fact.kind === 'resolve') return 'require.resolve is not followed';
  if (fact.kind === 'import-equals') return 'import = require is not followed';
  if (fact.kind === 'require') return 'require in a module of ESM syntax';
  if (!fact.specifier.startsWith('.'))
    return 'a path of a nested tsconfig, an imports map or a package of the workspace';
  if (/\.[cm]?jsx?$/.test(fact.specifier)) return 'a .js specifier for a .ts source';
  return fact.isTypeOnly ? 'a type only' : `a specifier that madge does not resolve: ${fact.specifier}`;
}

function whyOnlyThere(program: LinkedProgram, from: string, to: string): string {
  if (to.startsWith('..')) return 'leads out of the root';
  if (!program.has(from)) return 'the importing file is ignored, linked, built or vendored here';
  if (!program.has(to)) return 'the imported file is ignored, linked, built, vendored or no source here';
  if (from === to) return 'a file that imports itself';
  const leads = program.file(from).imports.flatMap((one) => {
    const resolved = program.resolveImport(from, one.specifier);
    return resolved.kind === 'file' && stem(resolved.path) === stem(to) ? resolved.path : [];
  });
  const [other] = leads;
  const isComputed = program.file(from).imports.some((one) => one.computed !== null);
  if (other === undefined && isComputed) return 'a computed path, an edge by name here';
  return other === undefined ? 'unexplained' : `leads to ${other} here`;
}

/** `a/index.d.ts` and `a/index.ts` are one module in two forms. */
function stem(path: string): string {
  return path.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');
}

function sorted(list: readonly EdgeDifference[]): EdgeDifference[] {
  const key = (one: EdgeDifference): string => `${one.from}\0${one.to}`;
  return list.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function madgeGraph(root: string, resolveFrom: string): Promise<Record<string, string[]>> {
  const name = import.meta.url.endsWith('.ts') ? 'madge-runner.ts' : 'madge-runner.js';
  const options = join(root, 'tsconfig.json');
  const args = [
    join(import.meta.dirname, name),
    root,
    resolveFrom,
    ...(existsSync(options) ? [options] : []),
  ];
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--max-old-space-size=4096', '--stack-size=4000', ...args], {
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: maxMs,
    });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', fail);
    child.on('close', (code) => {
      if (code === 0) {
        done(JSON.parse(Buffer.concat(output).toString('utf8')) as Record<string, string[]>);
        return;
      }
      const text = Buffer.concat(errors).toString('utf8');
      const because = /Cannot find module 'madge'/.test(text)
        ? 'madge is not installed. Install it beside banyan (npm install madge typescript@5), or leave --cross-check out.'
        : `madge failed (${code ?? 'stopped'}): ${text.split('\n').find((line) => /Error/.test(line)) ?? ''}`;
      fail(new AnalysisError('OPTION_INVALID', because));
    });
  });
}
