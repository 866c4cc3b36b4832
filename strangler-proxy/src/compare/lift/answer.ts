import { type Answer, headerOf } from '../answer.ts';
import { liftBody } from './body.ts';
import { decodeBody, UndecodableBody } from './decode-body.ts';
import { liftHeaders } from './headers.ts';
import { type Budget, Meter, NumberText, type Tree } from './tree.ts';

/** A whole answer as one tree: `status`, `header`, `body`. */
export function liftAnswer(
  answer: Answer,
  budget: Budget,
  ignoredHeaders?: ReadonlySet<string>,
): ReadonlyMap<string, Tree> {
  return new Map<string, Tree>([
    ['status', new NumberText(String(answer.status))],
    ['header', liftHeaders(answer.headers, ignoredHeaders)],
    ['body', liftAnswerBody(answer, budget)],
  ]);
}

function liftAnswerBody(answer: Answer, budget: Budget): Tree {
  const contentType = headerOf(answer.headers, 'content-type') ?? '';
  try {
    const bytes = decodeBody(answer.body, headerOf(answer.headers, 'content-encoding'), budget.maxBytes);
    return liftBody(bytes, contentType, answer.truncated, new Meter(budget));
  } catch (error) {
    if (error instanceof UndecodableBody) return new Map([['undecodable', error.message]]);
    throw error;
  }
}
