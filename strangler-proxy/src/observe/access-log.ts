import { resolve } from 'node:path';
import pino from 'pino';
import type { Seen } from '../server/handle-request.ts';

/** Lines are collected to this size before they are written, and once a second. */
const BUFFER_BYTES = 32 * 1024;
const FLUSH_MS = 1_000;

/** Writes one JSON line for each request, with the reason of its decision. */
export interface AccessLog {
  write(seen: Seen): void;
  close(): Promise<void>;
}

/**
 * @param destination a file, or `stdout`.
 * @param folder what a relative file is relative to: the configuration's folder.
 * @throws Error when the file can't be opened.
 */
export async function openAccessLog(destination: string, folder: string): Promise<AccessLog> {
  const stream = pino.destination({
    dest: destination === 'stdout' ? 1 : resolve(folder, destination),
    sync: false,
    minLength: BUFFER_BYTES,
    maxWrite: 4 * BUFFER_BYTES,
    mkdir: true,
    mode: 0o600,
  });
  await new Promise<void>((ready, reject) => {
    stream.once('ready', ready);
    stream.once('error', reject);
  });
  // A full disk must not take requests with it; what could not be written is lost.
  stream.on('error', () => undefined);
  const logger = pino({ base: null }, stream);
  const timer = setInterval(() => stream.flush(), FLUSH_MS);
  timer.unref();
  return {
    write: (seen) => logger.info(lineOf(seen)),
    close: () =>
      new Promise((closed) => {
        clearInterval(timer);
        stream.once('close', () => closed());
        stream.end();
      }),
  };
}

/** The query is left out: it may hold secrets. JSON escapes whatever could break a line. */
function lineOf({ request, plan, origin, trace, side, status, bytes, elapsedMs, note }: Seen): object {
  return {
    requestId: trace?.requestId,
    traceparent: trace?.traceparent,
    clientIp: origin?.clientIp,
    method: request?.method,
    path: request?.path,
    status,
    side,
    slice: plan?.slice?.config.name,
    route: plan?.route?.id,
    because: plan?.decision.because,
    cohort: plan?.decision.cohort,
    bucket: plan?.bucket,
    bytes,
    ms: Math.round(elapsedMs * 100) / 100,
    note,
  };
}
