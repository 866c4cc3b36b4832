/** Text of one file in, its facts out. Pure: no files, no clock, no path. */
import type { Dialect } from './dialect.ts';
import { branches } from './extract/branches.ts';
import { calls } from './extract/calls.ts';
import { classes } from './extract/classes.ts';
import { declarations } from './extract/declarations.ts';
import { functions } from './extract/functions.ts';
import { modules } from './extract/modules.ts';
import { uses } from './extract/uses.ts';
import type { FileFacts } from './file-facts.ts';
import { Recorder } from './recorder.ts';
import { type ParseAs, type Tree, withTree } from './tree/parse.ts';
import { makeWalk } from './walk.ts';

/** One for all files of this thread, begun anew with each: putting the handlers together takes longer than a small file. */
const recorder = new Recorder();
const walk = makeWalk([
  // First of all: the others look names up in the scopes that it keeps.
  declarations(recorder),
  functions(recorder),
  classes(recorder),
  modules(recorder),
  calls(recorder),
  branches(recorder),
  uses(recorder),
]);

/**
 * Reads one source text. Syntax errors leave what could be read plus a problem with its line; the caller bounds size
 * and nesting beforehand (see `nesting.ts`), because the native parser cannot be stopped.
 *
 * @example readFile("import { a } from './a.js'", 'ts').imports[0].specifier // './a.js'
 */
export function readFile(text: string, dialect: Dialect, parseAs?: ParseAs): FileFacts {
  return withTree(text, dialect, (tree) => factsOf(text, tree), parseAs);
}

function factsOf(text: string, { program, fault }: Tree): FileFacts {
  recorder.begin(text);
  if (fault !== undefined) {
    recorder.problems.push({
      line: recorder.lines.at(fault.labels[0]?.start ?? 0),
      what: 'syntax error',
      because: fault.message,
    });
  }
  walk(program);
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
    branches: recorder.branches,
  };
}
