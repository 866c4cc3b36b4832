/** Text of one file in, its facts out. Pure: no files, no clock, no path. */
import { type ParseResult, parseSync, rawTransferSupported } from 'oxc-parser';
import type { Dialect } from './dialect.ts';
import { calls } from './extract/calls.ts';
import { classes } from './extract/classes.ts';
import { declarations } from './extract/declarations.ts';
import { functions } from './extract/functions.ts';
import { modules } from './extract/modules.ts';
import { uses } from './extract/uses.ts';
import type { FileFacts } from './file-facts.ts';
import { Recorder } from './recorder.ts';
import { makeWalker, walk } from './walk.ts';

/** Parsing straight into one buffer is faster where the platform can do it (64 bit, little endian). */
const parseOptions = rawTransferSupported() ? { experimentalRawTransfer: true } : {};

/** One for all files of this thread, begun anew with each: putting the handlers together takes longer than a small file. */
const recorder = new Recorder();
const walker = makeWalker([
  // First of all: the others look names up in the scopes that it keeps.
  declarations(recorder),
  functions(recorder),
  classes(recorder),
  modules(recorder),
  calls(recorder),
  uses(recorder),
]);

/**
 * Reads one source text. Syntax errors leave what could be read plus a problem with its line; the caller bounds size
 * and nesting beforehand (see `nesting.ts`), because the native parser cannot be stopped.
 *
 * @example readFile("import { a } from './a.js'", 'ts').imports[0].specifier // './a.js'
 */
export function readFile(text: string, dialect: Dialect): FileFacts {
  const parsed = parse(text, dialect);
  recorder.begin(text);
  const fault = faultOf(parsed);
  if (fault !== undefined) {
    recorder.problems.push({
      line: recorder.lines.at(fault.labels[0]?.start ?? 0),
      what: 'syntax error',
      because: fault.message,
    });
  }
  walk(parsed.program, walker);
  return {
    lines: recorder.lines.count(text),
    problems: recorder.problems,
    bindings: recorder.bindings,
    functions: recorder.functions,
    classes: recorder.classes,
    types: recorder.types,
    enums: recorder.enums,
    imports: recorder.imports,
    exports: recorder.exports,
    calls: recorder.calls,
    assignments: recorder.assignments,
  };
}

/** Most files are modules; what is none (a `return` at the top level, `with`) is read as a script of CommonJS. */
function parse(text: string, dialect: Dialect): ParseResult {
  const options = { lang: dialect, preserveParens: false, astType: 'ts', ...parseOptions } as const;
  const asModule = parseSync('file', text, options);
  if (dialect !== 'jsx' || faultOf(asModule) === undefined) return asModule;
  const asScript = parseSync('file', text, { ...options, sourceType: 'commonjs' });
  return faultOf(asScript) === undefined ? asScript : asModule;
}

function faultOf(parsed: ParseResult): ParseResult['errors'][number] | undefined {
  return parsed.errors.find((error) => error.severity === 'Error');
}
