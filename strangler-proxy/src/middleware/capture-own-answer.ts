import type { OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { Shadow } from '../shadow/pairing.ts';

/**
 * Copies an answer that this program itself writes, as it goes to the client: in-process the monolith's answer passes
 * no relay. What was set on the response before is ours, and no part of the copy.
 */
export function captureOwnAnswer(response: ServerResponse, shadow: Shadow): void {
  const { callerCapture: capture } = shadow;
  const ours = new Set(response.getHeaderNames().flatMap((name) => valuesOf(name, response.getHeader(name))));
  const inHead: string[] = [];
  const copy = (chunk: unknown, encoding: unknown) => {
    if (chunk instanceof Uint8Array)
      capture.onData(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    else if (typeof chunk === 'string')
      capture.onData(
        Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'),
      );
  };
  around(response, 'write', ([chunk, encoding]) => copy(chunk, encoding));
  around(response, 'end', ([chunk, encoding]) => copy(chunk, encoding));
  around(response, 'writeHead', (given) => {
    const headers = given.at(-1);
    if (Array.isArray(headers)) inHead.push(...headers.flat().map(String));
    else if (typeof headers === 'object' && headers !== null) {
      for (const [name, value] of Object.entries(headers)) inHead.push(...pairsOf(name, value));
    }
  });
  response.once('close', () => {
    const set = response
      .getHeaderNames()
      .flatMap((name) => pairsOf(name, response.getHeader(name), (value) => !ours.has(`${name}: ${value}`)));
    capture.onHead(response.statusCode, set.length > 0 ? set : inHead);
    if (response.writableFinished) shadow.callerCompleted();
    else shadow.callerFailed();
  });
}

/** Looks at the arguments of a method's calls on their way. */
function around(
  response: ServerResponse,
  name: 'write' | 'end' | 'writeHead',
  look: (given: readonly unknown[]) => void,
): void {
  const method = response[name] as (...given: unknown[]) => unknown;
  Object.defineProperty(response, name, {
    configurable: true,
    writable: true,
    value(this: ServerResponse, ...given: unknown[]) {
      look(given);
      return method.apply(this, given);
    },
  });
}

function valuesOf(name: string, value: OutgoingHttpHeader | undefined): string[] {
  return [value ?? []].flat().map((one) => `${name}: ${one}`);
}

function pairsOf(
  name: string,
  value: OutgoingHttpHeader | undefined,
  isWanted: (value: OutgoingHttpHeader) => boolean = () => true,
): string[] {
  return [value ?? []]
    .flat()
    .filter(isWanted)
    .flatMap((one) => [name, String(one)]);
}
