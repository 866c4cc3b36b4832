/** The proxy of a long run, in a process of its own with --expose-gc: counts what it holds whenever it is asked. */
import { startProxy } from '@banyan/strangler-proxy';

/** What a process holds once its garbage is collected. */
export interface Holdings {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly sockets: number;
  readonly timers: number;
  /** Everything else that keeps the process alive. */
  readonly otherHandles: number;
}

const [, , configPath = ''] = process.argv;
const proxy = await startProxy({ configPath });
process.on('message', () => process.send?.(holdings()));
process.send?.(proxy.url);

function holdings(): Holdings {
  // Twice: the first collection runs finalisers, whose own garbage the second one takes.
  for (let round = 0; round < 2; round += 1) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const count = (...names: string[]) => resources.filter((name) => names.includes(name)).length;
  const sockets = count('TCPSocketWrap');
  const timers = count('Timeout', 'Immediate');
  return {
    heapBytes: heapUsed,
    residentBytes: rss,
    sockets,
    timers,
    otherHandles: resources.length - sockets - timers,
  };
}
