import type { Forwarder, Outgoing } from '../forward/forwarder.ts';
import { headerOf } from '../guard/header-list.ts';
import { SHADOW_HEADER, SHADOW_READY } from '../identity/shadow-mark.ts';

/** How long a word counts: a service may be replaced by a version without shadow writes. */
const READY_MS = 60_000;
const NOT_READY_MS = 10_000;

/** Lets writes in shadow through to those services only that say they keep them apart from their real data. */
export class WriteGate {
  readonly #forwarder: Forwarder;
  readonly #words = new Map<string, { readonly isReady: Promise<boolean>; untilMs: number }>();

  constructor(forwarder: Forwarder) {
    this.#forwarder = forwarder;
  }

  /** Asks where it isn't known; a service that doesn't answer is not ready. */
  isReady(question: Outgoing, nowMs: number): Promise<boolean> {
    const known = this.#words.get(question.origin);
    if (known && nowMs < known.untilMs) return known.isReady;
    const word = { isReady: this.#ask(question), untilMs: nowMs + READY_MS };
    this.#words.set(question.origin, word);
    void word.isReady.then((isReady) => {
      if (!isReady) word.untilMs = nowMs + NOT_READY_MS;
    });
    return word.isReady;
  }

  #ask(question: Outgoing): Promise<boolean> {
    return new Promise((resolve) => {
      let isReady = false;
      const transfer = this.#forwarder.start(question, {
        onInformation: () => undefined,
        onHead: (_status, _text, headers) => {
          isReady = headerOf(headers, SHADOW_HEADER) === SHADOW_READY;
          resolve(isReady);
        },
        onData: () => {
          transfer.abort();
          return true;
        },
        onEnd: () => undefined,
        onFailure: () => resolve(false),
      });
    });
  }
}
