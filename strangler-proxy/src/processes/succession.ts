import type { ListeningHandle } from '../server/listening.ts';

/** What a proxy has to do with the one before it, whose sockets it takes over, and with the one after it. */
export interface Succession {
  /** There is a predecessor. */
  readonly follows: boolean;
  /** The predecessor's socket, if it listened on this address; addresses are compared as the file has them. */
  inherited(key: 'listen' | 'admin', address: string): ListeningHandle | undefined;
  /** Leaves a socket for whoever comes next. */
  bequeath(key: 'listen' | 'admin', address: string, handle: ListeningHandle): void;
  /** Returns when the predecessor takes no more changes, so that file and event log are ours. */
  mayServe(): Promise<void>;
  /** Returns when no request is decided by the predecessor's table any longer; at once, if there is none. */
  overtake(): Promise<void>;
  /** Asks for a successor. @throws OperatorError when it can't be started. */
  requestRestart(): Promise<void>;
}
