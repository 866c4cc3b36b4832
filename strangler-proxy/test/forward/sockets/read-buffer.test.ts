import { describe, expect, it } from 'vitest';
import { ReadBuffer } from '../../../src/forward/sockets/read-buffer.ts';

const SHARED_BYTES = 16 * 1024;
const LONG = 60_000;

/** A reader whose next bytes go to a buffer of its own, as after a first read that filled the shared one. */
function inLongAnswer(): ReadBuffer {
  const reader = new ReadBuffer();
  reader.next();
  reader.take(SHARED_BYTES);
  reader.settle();
  return reader;
}

/** Buffers that are spare now, taken out so that no other test gets them. */
function drain(): Set<ArrayBufferLike> {
  const found = new Set<ArrayBufferLike>();
  for (let turn = 0; turn < 40; turn += 1) found.add(inLongAnswer().next().buffer);
  return found;
}

function longRead(pieces: number) {
  const reader = inLongAnswer();
  reader.next();
  const { buffer } = reader.take(LONG);
  const releases = Array.from({ length: pieces }, () => reader.lend());
  reader.settle();
  return { buffer, releases };
}

describe('a buffer of a long answer', () => {
  it('is used again when each of its pieces was let go of', () => {
    const { buffer, releases } = longRead(2);
    for (const release of releases) release?.();
    expect(drain()).toContain(buffer);
  });

  it('is used again when it had no piece that anybody got', () => {
    const { buffer } = longRead(0);
    expect(drain()).toContain(buffer);
  });

  it('is not used again while one piece is held, however often another is let go of', () => {
    const { buffer, releases } = longRead(2);
    for (let turn = 0; turn < 5; turn += 1) releases[0]?.();
    expect(drain()).not.toContain(buffer);
  });

  it('is not used again before its reader is done with it', () => {
    const reader = inLongAnswer();
    reader.next();
    const { buffer } = reader.take(LONG);
    reader.lend()?.();
    expect(drain()).not.toContain(buffer);
  });

  it('is not used again when a piece could not be written', () => {
    const { buffer, releases } = longRead(1);
    releases[0]?.(new Error('gone'));
    expect(drain()).not.toContain(buffer);
  });

  it('is not used again when its connection was given up while the system may write into it', () => {
    const reader = inLongAnswer();
    const { buffer } = reader.next();
    reader.release();
    expect(drain()).not.toContain(buffer);
  });

  it('has no use for what is copied', () => {
    const reader = new ReadBuffer();
    reader.next();
    const kept = reader.keep(reader.take(100));
    expect(kept.buffer).not.toBe(reader.next().buffer);
    expect(reader.lend()).toBeUndefined();
  });

  it('shares nothing that may be kept with the next read of a short answer', () => {
    const reader = new ReadBuffer();
    reader.next().fill('a', 0, 100);
    const kept = reader.keep(reader.take(100).subarray(50));
    reader.settle();
    reader.next().fill('b', 0, 100);
    reader.take(100);
    expect(kept.toString()).toBe('a'.repeat(50));
  });

  it('is handed on as it is, long as it is', () => {
    const reader = inLongAnswer();
    reader.next();
    const read = reader.take(LONG);
    expect(reader.keep(read)).toBe(read);
  });
});
