import { resolve } from 'node:path';
import pino from 'pino';
import type { Seen } from '../server/handle-request.ts';
import { logLine } from './log-line.ts';

/** Lines are collected to this size before they are written, and once a second. */
const COLLECTED_LENGTH = 32 * 1024;
const MAX_WAITING_LENGTH = 16 * 1024 * 1024;
const FLUSH_MS = 1_000;
const LAST_LINES_WITHIN_MS = 2_000;

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
    contentMode: 'buffer',
    // A disk that hangs costs lines, not memory without end.
    maxLength: MAX_WAITING_LENGTH,
    mkdir: true,
    mode: 0o600,
  });
  await new Promise<void>((ready, reject) => {
    stream.once('ready', ready);
    stream.once('error', reject);
  });
  // A full disk must not take requests with it; what could not be written is lost.
  stream.on('error', () => undefined);
  // Collected here: left to the stream each line costs a walk through all that wait (5 µs a line against 0.1).
  let lines = '';
  // Its types know of text only.
  const bytes = stream as unknown as { write(bytes: Buffer): boolean };
  const flush = () => {
    if (lines === '') return;
    // Bytes, because text would be measured twice on its way; a line has nothing but ASCII.
    bytes.write(Buffer.from(lines, 'latin1'));
    lines = '';
  };
  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  return {
    write(seen) {
      lines += logLine(seen, Date.now());
      if (lines.length >= COLLECTED_LENGTH) flush();
    },
    close: () =>
      new Promise((closed) => {
        clearInterval(timer);
        // A disk that is full or hangs must not keep the process from ending.
        const giveUp = () => {
          stream.destroy();
          closed();
        };
        const deadline = setTimeout(giveUp, LAST_LINES_WITHIN_MS);
        stream.once('error', giveUp);
        stream.once('close', () => {
          clearTimeout(deadline);
          closed();
        });
        flush();
        stream.end();
      }),
  };
}
