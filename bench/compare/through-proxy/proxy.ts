/** A proxy in a process of its own: answers each message with the CPU time it has used, in milliseconds. */
import { startProxy } from '@banyan/strangler-proxy';

const [, , configPath = '', pairs = 'compared'] = process.argv;
const proxy = await startProxy({
  configPath,
  ...(pairs === 'ignored' ? { onPair: () => undefined } : {}),
});
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1_000);
});
process.send?.(proxy.url);
