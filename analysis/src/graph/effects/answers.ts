/** Calls that answer a request or ask it: they lead out of the application and change nothing of it. */
import type { Value } from '../../read/value.ts';
import type { Program } from '../program.ts';

/** Answering, and what frameworks hand to every handler. */
const ANSWERS = new Set(['next', 'done', 'cb', 'callback', 'resolve', 'reject']);
const ANSWERING = /^(?:res|response|reply|rep|h|toolkit|console|expect)$/;
/** Of an answer: give back the answer. */
const ANSWER_STEPS = new Set([
  'status',
  'code',
  'type',
  'header',
  'headers',
  'set',
  'setHeader',
  'append',
  'cookie',
  'clearCookie',
  'vary',
  'links',
  'location',
  'contentType',
  'attachment',
  'json',
  'send',
]);
const MAX_ANSWER_STEPS = 8;
/** Of a request or the context that stands for request and answer: tell, or answer. */
const CONTEXT = /^(?:c|ctx|context|req|request)$/;
const OF_CONTEXT = new Set(
  'accepts acceptsCharsets acceptsEncodings acceptsLanguages assert body file files flash header html is isAuthenticated newResponse notFound param params parseBody queries query range redirect render resolve scope status throw valid'.split(
    ' ',
  ),
);

/** `next()`, `res.send(rows)` and `res.status(201).type('json').send(rows)`. */
export function isAnswer(program: Program, path: string, callee: Value): boolean {
  if (callee.kind === 'name') return ANSWERS.has(callee.name);
  if (callee.kind !== 'member') return false;
  // tRPC's `opts.next()`, and an iterator's.
  if (callee.name === 'next') return true;
  let { of } = callee;
  for (let steps = 0; of.kind === 'call' && steps < MAX_ANSWER_STEPS; steps += 1) {
    const inner = program.file(path).calls[of.call]?.callee;
    if (inner?.kind !== 'member' || !ANSWER_STEPS.has(inner.name)) return false;
    of = inner.of;
  }
  if (of.kind !== 'name' && of.kind !== 'member') return false;
  return (
    (of.kind === 'name' && ANSWERING.test(of.name)) || (CONTEXT.test(of.name) && OF_CONTEXT.has(callee.name))
  );
}
