import type { Server, Socket } from 'node:net';
import { readProxyHeader } from '../guard/proxy-protocol.ts';
import type { NetworkList } from '../routing/cohort.ts';
import { type Peer, plainAddress } from './client-origin.ts';

/** What tells connections apart; a socket, or what stands for one. */
type Connection = Pick<Socket, 'remoteAddress' | 'remotePort' | 'localAddress' | 'localPort'>;

/** What becomes of a connection before anything of it is read. */
export interface ConnectionRules {
  /** Load balancers whose connections begin with a PROXY header. */
  readonly balancers: NetworkList;
  /** Proxies that speak for many clients. */
  readonly trusted: NetworkList;
  readonly maxPerAddress: number | undefined;
}

/** A balancer sends its header at once; the same patience as for a request's head. */
const HEADER_MS = 5_000;

/** The peers of a listener's connections: our sockets' own, or what a load balancer's PROXY header says of them. */
export class Peers {
  /** Connections that a balancer opened, by their two ends: a TLS socket can't be asked for the socket below it. */
  readonly #announced = new Map<string, Peer>();
  /** Open connections by address, where their number is limited. */
  readonly #perAddress = new Map<string, number>();

  /** The peer of a request's socket. */
  of(socket: Connection): Peer {
    const isTls = 'encrypted' in socket;
    const announced = this.#announced.size > 0 ? this.#announced.get(endsOf(socket)) : undefined;
    if (!announced) return { address: plainAddress(socket.remoteAddress), isTls };
    return { address: announced.address, isTls: isTls || announced.isTls };
  }

  /**
   * Expects a PROXY header in front of every connection that comes from a balancer, before TLS and HTTP see it.
   * Connections of others go on as they are: whatever they begin with is theirs. One that is one too many for its
   * address is closed.
   *
   * @param rules asked for each connection, so that they follow the configuration.
   * @param onRefused told of each connection that was closed.
   */
  follow(server: Server, rules: () => ConnectionRules, onRefused: () => void): void {
    const serve = server.listeners('connection');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => {
      const address = plainAddress(socket.remoteAddress);
      const goOn = (peer: string) => {
        if (this.#isOneTooMany(socket, peer, rules())) {
          socket.destroy();
          onRefused();
          return;
        }
        for (const listener of serve) listener.call(server, socket);
      };
      if (rules().balancers.has(address)) this.#readHeader(socket, goOn, onRefused);
      else goOn(address);
    });
  }

  #isOneTooMany(
    socket: Socket,
    address: string,
    { balancers, trusted, maxPerAddress }: ConnectionRules,
  ): boolean {
    if (maxPerAddress === undefined || trusted.has(address) || balancers.has(address)) return false;
    const open = (this.#perAddress.get(address) ?? 0) + 1;
    if (open > maxPerAddress) return true;
    this.#perAddress.set(address, open);
    socket.once('close', () => {
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left === 0) this.#perAddress.delete(address);
      else this.#perAddress.set(address, left);
    });
    return false;
  }

  #readHeader(socket: Socket, goOn: (peer: string) => void, onRefused: () => void): void {
    let seen: Buffer = Buffer.alloc(0);
    const stop = () => {
      clearTimeout(timer);
      socket.off('readable', onReadable);
      socket.off('close', stop);
      socket.off('error', refuse);
      socket.off('end', refuse);
    };
    const refuse = () => {
      stop();
      socket.on('error', () => undefined);
      socket.destroy();
      onRefused();
    };
    const onReadable = () => {
      const chunk: unknown = socket.read();
      if (!Buffer.isBuffer(chunk)) return;
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const header = readProxyHeader(seen);
      if (header === 'incomplete') return;
      if (header === 'malformed') {
        refuse();
        return;
      }
      stop();
      const address = plainAddress(header.clientAddress ?? socket.remoteAddress);
      this.#announce(socket, { address, isTls: header.isTls });
      if (seen.length > header.length) socket.unshift(seen.subarray(header.length));
      goOn(address);
    };
    const timer = setTimeout(refuse, HEADER_MS);
    socket.on('readable', onReadable);
    socket.on('close', stop);
    socket.on('error', refuse);
    socket.on('end', refuse);
  }

  #announce(socket: Socket, peer: Peer): void {
    const ends = endsOf(socket);
    this.#announced.set(ends, peer);
    socket.once('close', () => {
      // The same ends may be in use again, by a connection that came before we heard of this one's end.
      if (this.#announced.get(ends) === peer) this.#announced.delete(ends);
    });
  }
}

/** No address has a space in it, so the joined key is unambiguous. */
function endsOf({ remoteAddress, remotePort, localAddress, localPort }: Connection): string {
  return `${remoteAddress} ${remotePort} ${localAddress} ${localPort}`;
}
