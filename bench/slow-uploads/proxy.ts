/** The proxy in a process of its own, so that only its memory is measured. */
import { startProxy } from '@banyan/strangler-proxy';

const proxy = await startProxy({ configPath: process.argv[2] ?? 'strangler.yaml' });
process.send?.(Number(new URL(proxy.url).port));
