/** The proxy itself as a child of the launcher: started to follow a predecessor, ended when a successor serves. */

import { OperatorError } from '../errors.ts';
import type { ListeningHandle } from '../server/listening.ts';
import { toFailure, toParent } from './child.ts';
import type { FromGeneration, ListenerKey, ToGeneration } from './messages.ts';
import { type RunningProxy, startProxy } from './start-proxy.ts';
import type { Succession } from './succession.ts';

const inherited = new Map<ListenerKey, { readonly address: string; readonly handle: ListeningHandle }>();
const mayServe = Promise.withResolvers<void>();
let overtaken: PromiseWithResolvers<void> | undefined;
let restarting: PromiseWithResolvers<void> | undefined;
let proxy: RunningProxy | undefined;

// While it serves, the proxy hears SIGHUP besides; before and after, the signal must not end it.
const parent = toParent<ToGeneration, FromGeneration>(
  (message, handle) => {
    receive(message, handle).catch((error: unknown) => {
      parent.send({ kind: 'notice', text: `${message.kind} failed: ${String(error)}` });
    });
  },
  orphaned,
  ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'],
);

const succession: Succession = {
  get follows() {
    return inherited.size > 0;
  },
  inherited(key, address) {
    const found = inherited.get(key);
    return found?.address === address ? found.handle : undefined;
  },
  bequeath: (key, address, handle) => parent.send({ kind: 'bequeath', key, address }, handle),
  mayServe() {
    parent.send({ kind: 'ready' });
    return mayServe.promise;
  },
  overtake() {
    if (!process.connected) return Promise.resolve();
    if (!overtaken) {
      overtaken = Promise.withResolvers();
      parent.send({ kind: 'overtake' });
    }
    return overtaken.promise;
  },
  requestRestart() {
    if (!restarting) {
      restarting = Promise.withResolvers();
      parent.send({ kind: 'restart' });
    }
    return restarting.promise;
  },
};

async function receive(message: ToGeneration, handle: ListeningHandle | undefined): Promise<void> {
  switch (message.kind) {
    case 'inherit':
      if (handle) inherited.set(message.key, { address: message.address, handle });
      return;
    case 'start':
      return start(message.configPath);
    case 'may-serve':
      return mayServe.resolve();
    case 'overtaken':
      return overtaken?.resolve();
    case 'restart-answer':
      if (message.problem === undefined) restarting?.resolve();
      else restarting?.reject(new OperatorError(message.problem));
      restarting = undefined;
      return;
    case 'retire':
      await proxy?.retire();
      return parent.send({ kind: 'retired' });
    case 'go-home':
      await proxy?.goHome();
      return parent.send({ kind: 'at-home' });
    case 'stop':
      // What fails while it closes is told, and must not keep it.
      await proxy?.close().catch((error: unknown) => {
        process.exitCode = 1;
        parent.send({ kind: 'notice', text: `the stop was not clean: ${String(error)}` });
      });
      return process.exit();
  }
}

async function start(configPath: string): Promise<void> {
  try {
    proxy = await startProxy({
      configPath,
      succession,
      onNotice: (text) => parent.send({ kind: 'notice', text }),
    });
    const { url, adminUrl, stopMs } = proxy;
    parent.send({ kind: 'serving', url, adminUrl, stopMs });
  } catch (error) {
    const failure = toFailure(error);
    parent.send(failure, undefined, () => process.exit(failure.exitCode));
  }
}

/** Nobody keeps the sockets or starts a successor any longer; whatever still comes is answered at home. */
function orphaned(): void {
  overtaken?.resolve();
  Promise.resolve(proxy?.goHome())
    .then(() => proxy?.close())
    .then(
      () => process.exit(),
      () => process.exit(1),
    );
}
