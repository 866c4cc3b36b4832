import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../kit/proxy.ts';
import { answerBytes, requestBytes, SMUGGLED } from './grammar.ts';
import { Random } from './random.ts';
import { faultsOf, readStrictly } from './read-strictly.ts';

export type Victim = `banyan ${Engine}` | 'bare http-proxy-middleware';

export interface FuzzResult {
  readonly cases: number;
  /** What was found, with the seed and bytes of the first case that showed it. */
  readonly found: ReadonlyMap<string, { readonly seed: number; readonly bytes: string; count: number }>;
}

/** How long one case may keep its connection. */
const CASE_MS = 150;
const PARALLEL = 16;

/** Sends generated requests through a victim to an upstream that gives generated answers, and looks what came of it. */
export async function fuzz(victim: Victim, seed: number, milliseconds: number): Promise<FuzzResult> {
  const found = new Map<string, { seed: number; bytes: string; count: number }>();
  const note = (what: string, caseSeed: number, bytes: string) => {
    const entry = found.get(what);
    if (entry) entry.count += 1;
    else found.set(what, { seed: caseSeed, bytes, count: 1 });
  };
  let current = { seed, bytes: '' };
  const upstream = createServer((socket) => {
    let seen = '';
    const random = new Random(current.seed ^ 0x5bd1e995);
    socket.setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    let answered = false;
    socket.on('data', (text: string) => {
      seen += text;
      if (answered || !seen.includes('\r\n\r\n')) return;
      answered = true;
      const answer = answerBytes(random);
      if (random.once(3)) socket.end(answer, 'latin1');
      else socket.write(answer, 'latin1');
    });
    socket.on('close', () => {
      for (const fault of faultsOf(readStrictly(seen), SMUGGLED)) note(fault, current.seed, seen);
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const address = upstream.address();
  const upstreamPort = typeof address === 'object' && address ? address.port : 0;

  let isEnding = false;
  const onDeath = (cause: string) => {
    if (!isEnding) note('exit', current.seed, `${cause} after ${current.bytes}`);
  };
  const { child, port } = await startVictim(victim, upstreamPort, onDeath);
  const until = performance.now() + milliseconds;
  let cases = 0;
  while (performance.now() < until && child.exitCode === null) {
    const batch = Array.from({ length: PARALLEL }, () => {
      const caseSeed = seed + cases++;
      current = { seed: caseSeed, bytes: requestBytes(new Random(caseSeed)) };
      return current.bytes;
    });
    await Promise.all(batch.map((bytes) => sendCase(port, bytes)));
  }
  isEnding = true;
  if (child.exitCode === null) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  upstream.close();
  return { cases, found };
}

async function startVictim(
  victim: Victim,
  upstreamPort: number,
  onDeath: (cause: string) => void,
): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('victim.ts', import.meta.url));
  const child = spawn(process.execPath, [script, victim, String(upstreamPort)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  lines.on('line', onDeath);
  child.once('exit', (code) => onDeath(`exit ${code}`));
  return { child, port: Number(line) };
}

function sendCase(port: number, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve();
    };
    const timer = setTimeout(finish, CASE_MS);
    socket.on('connect', () => socket.write(bytes, 'latin1'));
    socket.on('data', () => undefined);
    socket.on('error', finish);
    socket.on('close', finish);
  });
}
