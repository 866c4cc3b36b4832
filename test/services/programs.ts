import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Program {
  readonly url: string;
  /** Asks it to end and waits until it has; again is harmless. */
  stop(): Promise<void>;
}

/** Starts a program of this repository on a free port and waits for the line with its address. */
export async function startProgram(
  path: string,
  settings: Readonly<Record<string, string>>,
): Promise<Program> {
  const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env['PATH'], PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    const url = /listens on (http:\S+)/.exec(printed)?.[1];
    if (url === undefined) continue;
    return {
      url,
      async stop() {
        child.kill('SIGTERM');
        await exited;
      },
    };
  }
  throw new Error(`${path} ended before it listened: ${printed}`);
}
