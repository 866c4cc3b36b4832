/** A sender that costs next to nothing, so that it can load a proxy halfway from the same machine: bytes made once, answers found by their length. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const CONNECTIONS = 128;

/** A connection, and what came of the answer that it waits for. */
interface Lane {
  readonly socket: Socket;
  askedAt: number;
  received: Buffer;
}

/**
 * Sends GETs at a fixed rate whether answers come or not; connections are open before the first.
 *
 * @returns from asking until the last byte, in milliseconds; waiting for a free connection counts.
 * @throws Error when an answer is not 200, has no length, or never comes.
 */
export async function sendAtRate(url: URL, rate: number, seconds: number): Promise<number[]> {
  const question = Buffer.from(`GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`);
  const latencies: number[] = [];
  const waiting: number[] = [];
  const free: Lane[] = [];
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const count = Math.round(rate * seconds);
  let sent = 0;
  let startedAt = Number.POSITIVE_INFINITY;
  const sendDue = () => {
    const now = performance.now();
    const due = Math.min(count, Math.floor(((now - startedAt) * rate) / 1_000) + 1);
    for (; sent < due; sent += 1) {
      const lane = free.pop();
      if (lane) ask(lane, now);
      else waiting.push(now);
    }
  };
  const ask = (lane: Lane, askedAt: number) => {
    lane.askedAt = askedAt;
    lane.socket.write(question);
  };
  const lanes = await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const lane: Lane = {
        socket: connect(Number(url.port), url.hostname),
        askedAt: 0,
        received: Buffer.alloc(0),
      };
      await once(lane.socket, 'connect');
      lane.socket.setNoDelay(true);
      lane.socket.on('error', failed.reject);
      lane.socket.on('close', () => failed.reject(new Error(`${url.host} closed a connection`)));
      lane.socket.on('data', (chunk: Buffer) => {
        lane.received = lane.received.length === 0 ? chunk : Buffer.concat([lane.received, chunk]);
        try {
          if (!isWhole(lane.received)) return;
        } catch (error) {
          failed.reject(error);
          return;
        }
        lane.received = Buffer.alloc(0);
        latencies.push(performance.now() - lane.askedAt);
        const next = waiting.shift();
        if (next === undefined) free.push(lane);
        else ask(lane, next);
        sendDue();
      });
      return lane;
    }),
  );
  // A connection is set up when the client has it: each has been answered once before the clock starts.
  for (const lane of lanes) ask(lane, performance.now());
  while (free.length < CONNECTIONS) await Promise.race([pause(5), failed.promise]);
  latencies.length = 0;
  startedAt = performance.now();
  // Answers that come in between send what is due, too: a timer alone would make bursts of a millisecond.
  while (sent < count) {
    sendDue();
    await Promise.race([pause(1), failed.promise]);
  }
  const givesUpAt = performance.now() + 10_000;
  while (latencies.length < count) {
    if (performance.now() > givesUpAt) throw new Error(`${count - latencies.length} answers never came`);
    await Promise.race([pause(5), failed.promise]);
  }
  for (const { socket } of lanes) {
    socket.removeAllListeners('close');
    socket.destroy();
  }
  return latencies;
}

function isWhole(received: Buffer): boolean {
  const end = received.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const head = received.toString('latin1', 0, end);
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`not 200: ${head.slice(0, 100)}`);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head.slice(0, 200)}`);
  return received.length >= end + 4 + Number(length);
}
