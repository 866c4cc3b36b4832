import { STATUS_CODES } from 'node:http';
import type { ClientAnswer } from '../forward/client-answer.ts';

/** A short answer of our own: no host, path or cause of ours in it. */
export function answerOurselves(
  response: ClientAnswer,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ error: message, status });
  response.writeHead(status, STATUS_CODES[status] ?? '', {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}
