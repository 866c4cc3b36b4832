/** Entry points that a document names and code only answers: said, since nothing in the code tells that they are there. */
import { callIndexOf } from '../call-index.ts';
import type { Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { entryOf, wayOf } from '../values.ts';
import type { Unread } from './harvested.ts';
import type { RouteReading } from './route-readers.ts';

const VALIDATOR = 'express-openapi-validator';
const INSTALLING: ReadonlySet<string> = new Set(['middleware', 'OpenApiValidator']);
const SERVERLESS = /(?:^|\/)serverless\.ya?ml$/;
const HANDLER = /^\s*handler:\s*\S/;

export function readToldByDocuments(program: Program): RouteReading {
  return { routes: [], others: [], unread: [...operationHandlers(program), ...serverlessFunctions(program)] };
}

/** express-openapi-validator's `middleware({ apiSpec, operationHandlers: folder })`. */
function operationHandlers(program: Program): Unread[] {
  if (!usesAnyPackage(program, new Set([VALIDATOR]))) return [];
  return callIndexOf(program)
    .named(INSTALLING)
    .flatMap(({ path, call }): Unread[] => {
      const [options] = call.args;
      if (options === undefined || wayOf(program.evaluate(path, call.callee))?.package !== VALIDATOR)
        return [];
      const told = entryOf(program, path, options, 'operationHandlers');
      if (told === null || (told.value.kind === 'boolean' && !told.value.value)) return [];
      const because = 'they stand in an OpenAPI document, which names their handlers (operationHandlers)';
      return [{ path, line: call.line, what: 'routes', because }];
    });
}

/** The functions of the Serverless framework: requests, messages and schedules call them. */
function serverlessFunctions(program: Program): Unread[] {
  return [...program.documents].flatMap(([path, text]): Unread[] => {
    if (!SERVERLESS.test(path) || isTestPath(path)) return [];
    const lines = text.split('\n');
    const first = lines.findIndex((line) => HANDLER.test(line));
    if (first < 0) return [];
    const count = lines.filter((line) => HANDLER.test(line)).length;
    const because = `${count === 1 ? 'a function is' : `${count} functions are`} called by requests, messages or schedules that this file names`;
    return [{ path, line: first + 1, what: 'serverless functions', because }];
  });
}
