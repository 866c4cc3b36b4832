/** Reads one source text within limits: whatever goes wrong becomes a problem of that file. */
import type { Dialect } from './dialect.ts';
import type { FileFacts } from './file-facts.ts';
import { nestingOf } from './nesting.ts';
import { readFile } from './read-file.ts';

/** Levels that the native parser takes on an ordinary stack of 8 MiB, with a factor of 4 to spare. */
export const maxNesting = 2_000;

export function readSource(text: string, dialect: Dialect): FileFacts {
  const nesting = nestingOf(text);
  if (nesting > maxNesting) {
    return unreadable(text, 'nested too deeply', `about ${nesting} levels, above the limit of ${maxNesting}`);
  }
  try {
    return readFile(text, dialect);
  } catch (cause) {
    return unreadable(text, 'unreadable', cause instanceof Error ? cause.message : 'the parser failed');
  }
}

function unreadable(text: string, what: string, because: string): FileFacts {
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
      },
    ],
    classes: [],
    types: [],
    enums: [],
    imports: [],
    exports: [],
    calls: [],
    assignments: [],
  };
}
