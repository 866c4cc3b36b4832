import type { Seen } from '../server/handle-request.ts';

/** pino's number for `info`, so that its tools read the lines. */
const INFO = 30;
/** Printable ASCII but quote and backslash: what JSON writes as it is. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

/**
 * One request as a line of JSON, written by hand: a line costs 0.5 µs so, and 5 µs as an object for a logger. The query
 * is left out: it may hold secrets. Whatever could break a line is escaped, and whatever is no ASCII: a byte for each character
 * can be written without reading the line twice.
 */
export function logLine(seen: Seen, nowMs: number): string {
  const { request, plan, origin, trace, side, status, bytes, elapsedMs, note } = seen;
  let line = `{"level":${INFO},"time":${nowMs}`;
  line += text('requestId', trace?.requestId);
  line += text('traceparent', trace?.traceparent);
  line += text('clientIp', origin?.clientIp);
  line += text('method', request?.method);
  line += text('path', request?.path);
  line += `,"status":${status},"side":"${side}"`;
  line += text('slice', plan?.slice?.config.name);
  line += text('route', plan?.route?.id);
  line += text('because', plan?.decision.because);
  line += text('cohort', plan?.decision.cohort);
  if (plan?.bucket !== undefined) line += `,"bucket":${plan.bucket}`;
  line += `,"bytes":${bytes},"ms":${Math.round(elapsedMs * 100) / 100}`;
  line += text('note', note);
  return `${line}}\n`;
}

function text(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  return plain.test(value) ? `,"${name}":"${value}"` : `,"${name}":${asciiJson(value)}`;
}

function asciiJson(value: string): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
