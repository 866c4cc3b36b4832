// The in-process event bus. `emit` waits for all listeners, in the order in which they were added; a listener that
// fails is logged and does not fail the request that caused the event.
import { log } from './logger.ts';
import type { ShopEvents } from './event-types.ts';

type Listener<T> = (payload: T) => void | Promise<void>;

class EventBus {
  #listeners = new Map<keyof ShopEvents, Listener<never>[]>();

  on<K extends keyof ShopEvents>(name: K, listener: Listener<ShopEvents[K]>): void {
    const listeners = this.#listeners.get(name) ?? [];
    listeners.push(listener as Listener<never>);
    this.#listeners.set(name, listeners);
  }

  off<K extends keyof ShopEvents>(name: K, listener: Listener<ShopEvents[K]>): void {
    const listeners = this.#listeners.get(name) ?? [];
    this.#listeners.set(
      name,
      listeners.filter((one) => one !== (listener as Listener<never>)),
    );
  }

  async emit<K extends keyof ShopEvents>(name: K, payload: ShopEvents[K]): Promise<void> {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        await (listener as Listener<ShopEvents[K]>)(payload);
      } catch (error) {
        log('error', `listener of ${name} failed`, error);
      }
    }
  }
}

export const bus = new EventBus();
