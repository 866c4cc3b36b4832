import type { AddressInfo, Server } from 'node:net';
import { type Address, formatAddress } from '../config/address.ts';
import { OperatorError } from '../errors.ts';

/**
 * A socket that listens, as it travels between processes: whoever holds a copy keeps the connections that wait in it
 * alive, and only those who listen on their copy take one. Node has no public name for it; it is what `node:cluster`
 * shares out (`net.Native` in a message), and `server.listen()` takes it.
 */
export interface ListeningHandle {
  close(): void;
}

/** Listens on an address, or on a copy of a socket that listens there already. */
export function listen(
  server: Server,
  address: Address,
  key: 'listen' | 'admin',
  inherited?: ListeningHandle,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const code = 'code' in cause ? cause.code : cause.message;
      reject(
        new OperatorError(
          `${key}: can't listen on ${formatAddress(address)} (${code}). Free it, or write another address.`,
          { cause },
        ),
      );
    });
    // The cast is for the typings, which know addresses and descriptors only.
    if (inherited) server.listen(inherited as object, resolve);
    else server.listen(address.port, address.host, resolve);
  });
}

/** The socket that a server listens on, to be sent to another process. */
export function handleOf(server: Server): ListeningHandle {
  return (server as unknown as { _handle: ListeningHandle })._handle;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0;
}

export function urlOf({ host }: Address, port: number, protocol = 'http'): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `${protocol}://${formatAddress({ host: reachable, port })}`;
}
