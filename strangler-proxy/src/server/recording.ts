import type { AnswerObserver } from '../forward/relay.ts';
import { withoutOwnCookies } from '../routing/caller-cookie.ts';
import { Capture, type CaptureBudget } from '../shadow/capture.ts';
import type { CapturedAnswer } from '../shadow/pair.ts';
import type { Admitted } from './handle-request.ts';

/** One request of a caller with the answer it got. Bodies beyond what a capture keeps are cut. */
export interface RecordedExchange {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body?: Uint8Array;
  };
  readonly answer: CapturedAnswer;
}

/** Copies of what callers ask and get, for as long as somebody wants them. */
export class Recording {
  readonly #budget: CaptureBudget;
  #listener: ((recorded: RecordedExchange) => void) | undefined;

  constructor(budget: CaptureBudget) {
    this.#budget = budget;
  }

  /** Who gets each exchange from now on; `undefined` ends it. */
  listen(listener: ((recorded: RecordedExchange) => void) | undefined): void {
    this.#listener = listener;
  }

  /** A copy of this exchange; `undefined` while nobody wants one. */
  begin(admitted: Admitted): ExchangeCopy | undefined {
    return (
      this.#listener && new ExchangeCopy(admitted, this.#budget, (recorded) => this.#listener?.(recorded))
    );
  }
}

/** The copy of one exchange on its way. */
export class ExchangeCopy {
  readonly answer: Capture;
  readonly body: Capture;
  readonly #admitted: Admitted;
  readonly #onRecorded: (recorded: RecordedExchange) => void;

  constructor(admitted: Admitted, budget: CaptureBudget, onRecorded: (recorded: RecordedExchange) => void) {
    this.answer = new Capture(budget);
    this.body = new Capture(budget);
    this.#admitted = admitted;
    this.#onRecorded = onRecorded;
  }

  /** The caller has its whole answer, or not: then there is nothing to write down. */
  end(isComplete: boolean): void {
    const { request } = this.#admitted;
    const cookie = request.cookie === '' ? '' : withoutOwnCookies(request.cookie);
    const { body, truncated } = this.body.finish();
    // Without its whole body a request can't be put again.
    if (isComplete && !truncated) {
      this.#onRecorded({
        request: {
          method: request.method,
          url: request.path + request.search,
          headers: pairsOf([
            ...request.headers,
            'host',
            request.host,
            ...(cookie === '' ? [] : ['cookie', cookie]),
          ]),
          ...(body.length > 0 && { body }),
        },
        answer: this.answer.finish(),
      });
    }
    this.answer.release();
    this.body.release();
  }
}

/** Names and values in turn as pairs. */
export function pairsOf(flat: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2)
    pairs.push([flat[index] as string, flat[index + 1] as string]);
  return pairs;
}

/** One observer for all that want to see an answer; none where nobody does. */
export function observedBy(
  ...observers: readonly (AnswerObserver | undefined)[]
): AnswerObserver | undefined {
  const wanted = observers.filter((observer) => observer !== undefined);
  if (wanted.length < 2) return wanted[0];
  return {
    onHead: (status, headers) => {
      for (const observer of wanted) observer.onHead(status, headers);
    },
    onData: (chunk) => {
      for (const observer of wanted) observer.onData(chunk);
    },
  };
}
