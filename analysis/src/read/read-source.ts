/** Reads one source text within limits: whatever goes wrong becomes a problem of that file. */
import type { Dialect } from './dialect.ts';
import type { FileFacts } from './file-facts.ts';
import { isNestedBeyond, nestingOf } from './nesting.ts';
import { readFile } from './read-file.ts';

/**
 * Levels that the native parser takes on a stack of `readerStackMb`. Of twelve kinds of nesting all pass at 12 000
 * levels and the first ends the process at 50 000.
 */
export const maxNesting = 10_000;
export const readerStackMb = 64;

/** Levels that it takes on the ordinary stack of 8 MiB (all kinds pass at 3 000), with room for what called us. */
export const maxNestingOnMainThread = 2_000;

export function readSource(text: string, dialect: Dialect): FileFacts {
  if (isNestedBeyond(text, maxNesting)) {
    const because = `up to ${nestingOf(text)} levels, above the limit of ${maxNesting}`;
    return unreadable(text, 'nested too deeply', because);
  }
  try {
    const facts = readFile(text, dialect);
    return isScript(dialect) && hasSyntaxError(facts) ? readTyped(text, facts) : facts;
  } catch (cause) {
    return unreadable(text, 'unreadable', cause instanceof Error ? cause.message : 'the parser failed');
  }
}

const isScript = (dialect: Dialect): boolean => dialect === 'js' || dialect === 'jsx';

const hasSyntaxError = ({ problems }: FileFacts): boolean =>
  problems.some(({ what }) => what === 'syntax error');

/**
 * JavaScript with Flow's types: TypeScript writes most of them alike (43 of 50 such files of a large public server), and no other
 * parser of ours knows them. What TypeScript can't read either keeps what the first reading gave.
 */
function readTyped(text: string, asScript: FileFacts): FileFacts {
  const facts = readFile(text, 'tsx');
  return hasSyntaxError(facts) ? asScript : facts;
}

/** The facts of a file that could not be read at all: its lines and the reason. */
export function unreadable(text: string, what: string, because: string): FileFacts {
  return {
    lines: text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    problems: [{ line: 1, what, because }],
    bindings: [],
    functions: [
      {
        name: '',
        line: 1,
        endLine: 1,
        parent: -1,
        class: -1,
        parameters: [],
        returnType: null,
        returns: [],
        isAsync: false,
        isServerAction: false,
      },
    ],
    classes: [],
    types: [],
    enums: [],
    imports: [],
    exports: [],
    calls: [],
    assignments: [],
    branches: [],
  };
}
