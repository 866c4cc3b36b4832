import { createServer, type RequestListener } from 'node:http';
import type { Address } from '../config/address.ts';
import { drainServer, openSockets } from '../server/drain-server.ts';
import { handleOf, type ListeningHandle, listen, portOf, urlOf } from '../server/listening.ts';

/** Everybody on the machine can connect, without the token too; callers need the descriptors of this process. */
const MAX_CONNECTIONS = 100;
const LIMITS = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 };

/**
 * The listener of the admin API, open before anything else of a proxy: whoever changes file and event log finds it and
 * waits until there is something to answer, instead of changing what is being read.
 */
export class AdminDoor {
  readonly #server = createServer(LIMITS, (request, response) => {
    void this.#app.promise.then((app) => app(request, response));
  });
  readonly #sockets = openSockets(this.#server);
  readonly #app = Promise.withResolvers<RequestListener>();
  readonly #address: Address;

  private constructor(address: Address) {
    this.#address = address;
  }

  /** @throws OperatorError when the address is taken. */
  static async open(address: Address, inherited?: ListeningHandle): Promise<AdminDoor> {
    const door = new AdminDoor(address);
    door.#server.maxConnections = MAX_CONNECTIONS;
    await listen(door.#server, address, 'admin', inherited);
    return door;
  }

  get url(): string {
    return urlOf(this.#address, portOf(this.#server));
  }

  get handle(): ListeningHandle {
    return handleOf(this.#server);
  }

  answerWith(app: RequestListener): void {
    this.#app.resolve(app);
  }

  close(withinMs: number): Promise<void> {
    return drainServer(this.#server, withinMs, this.#sockets);
  }
}
