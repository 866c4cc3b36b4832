import type { TransferFailure } from '../forward/failure.ts';
import type { AnswerHandler, Forwarder, Outgoing, Transfer } from '../forward/forwarder.ts';
import { readAnswer } from '../guard/answer.ts';
import type { SliceCounters } from '../observe/counters.ts';
import { Capture, CaptureBudget, MAX_CAPTURED_BYTES } from './capture.ts';
import type { CapturedAnswer, FailedAnswer, ShadowPair } from './pair.ts';

/** An answer that takes longer is not compared. */
const MAX_SHADOW_MS = 10_000;

/** A request whose other side is asked beside the caller's answer. */
export interface ShadowJob {
  readonly pair: Omit<ShadowPair, 'homeAnswer' | 'otherAnswer'>;
  readonly outgoing: Outgoing;
  readonly counters: SliceCounters;
  /** The caller is answered by the slice's home, so the other side is the one that is asked here. */
  readonly callerHasHome: boolean;
  readonly onEnd: () => void;
}

/** A job under way; the caller's answer is added when it is complete. */
export interface Shadow {
  /** Copies the caller's answer on its way. */
  readonly callerCapture: Capture;
  callerCompleted(): void;
  callerFailed(): void;
}

/**
 * Asks the other side, with its own forwarder, so that a slow or dead side can't take a connection, a byte or a
 * millisecond from the caller's answer. What exceeds the bounds is dropped and counted.
 */
export class ShadowSender {
  readonly #forwarder: Forwarder;
  readonly #budget: CaptureBudget;
  readonly #concurrency: number;
  readonly #onPair: (pair: ShadowPair) => void;
  readonly #underWay = new Set<Transfer>();

  constructor(
    forwarder: Forwarder,
    limits: { readonly shadowBytes: number; readonly shadowConcurrency: number },
    onPair: (pair: ShadowPair) => void,
  ) {
    this.#forwarder = forwarder;
    this.#budget = new CaptureBudget(limits.shadowBytes);
    this.#concurrency = limits.shadowConcurrency;
    this.#onPair = onPair;
  }

  /** Starts asking, or drops the job at once. Never throws. */
  start(job: ShadowJob): Shadow | undefined {
    if (this.#underWay.size >= this.#concurrency) {
      job.counters.shadow.dropped += 1;
      return undefined;
    }
    job.counters.shadow.asked += 1;
    const caller = new Capture(this.#budget);
    const asked = new Capture(this.#budget);
    let callerAnswer: CapturedAnswer | undefined;
    let askedAnswer: CapturedAnswer | FailedAnswer | undefined;
    let isAbandoned = false;
    const deliver = () => {
      if (!askedAnswer || !(callerAnswer || isAbandoned)) return;
      try {
        const answers = callerAnswer && pairUp(job.callerHasHome, callerAnswer, askedAnswer);
        if (answers) this.#onPair({ ...job.pair, ...answers });
      } finally {
        caller.release();
        asked.release();
      }
    };
    this.#ask(job.outgoing, asked, (answer) => {
      askedAnswer = answer;
      job.onEnd();
      if ('failed' in answer) job.counters.shadow.failed += 1;
      else job.counters.shadow.answered += 1;
      deliver();
    });
    return {
      callerCapture: caller,
      callerCompleted: () => {
        callerAnswer = caller.finish();
        deliver();
      },
      callerFailed: () => {
        isAbandoned = true;
        deliver();
      },
    };
  }

  /** Asks once more, for the comparer; counts as shadow traffic and has its bounds. */
  askAgain(outgoing: Outgoing): Promise<CapturedAnswer | FailedAnswer> {
    const capture = new Capture(this.#budget);
    if (this.#underWay.size >= this.#concurrency) {
      const { elapsedMs, askedAtMs } = capture;
      return Promise.resolve({
        failed: 'too-slow',
        message: 'too much is asked in shadow already',
        elapsedMs,
        askedAtMs,
      });
    }
    return new Promise((resolve) => {
      this.#ask(outgoing, capture, (answer) => {
        resolve(answer);
        capture.release();
      });
    });
  }

  async close(): Promise<void> {
    for (const transfer of this.#underWay) transfer.abort();
    await this.#forwarder.close();
  }

  #ask(outgoing: Outgoing, capture: Capture, done: (answer: CapturedAnswer | FailedAnswer) => void): void {
    const finish = (answer: CapturedAnswer | FailedAnswer) => {
      clearTimeout(timer);
      this.#underWay.delete(transfer);
      done(answer);
    };
    const fail = (failed: FailedAnswer['failed'], message: string) =>
      finish({ failed, message, elapsedMs: capture.elapsedMs, askedAtMs: capture.askedAtMs });
    // A stream that never ends would hold one of few places.
    const timer = setTimeout(() => {
      transfer.abort();
      fail('too-slow', `not done in ${MAX_SHADOW_MS} ms`);
    }, MAX_SHADOW_MS);
    timer.unref();
    let received = 0;
    const handler: AnswerHandler = {
      onInformation: () => undefined,
      onHead: (status, _text, rawHeaders) => {
        const answer = readAnswer(status, rawHeaders);
        capture.onHead(answer?.status ?? status, answer?.headers ?? []);
      },
      onData: (chunk) => {
        received += chunk.length;
        capture.onData(chunk);
        // The rest of an over-long answer is not worth its bytes.
        if (received > MAX_CAPTURED_BYTES) {
          transfer.abort();
          finish(capture.finish());
        }
        return true;
      },
      onEnd: () => finish(capture.finish()),
      onFailure: (failure) => fail(kindOf(failure), failure.message),
    };
    const transfer = this.#forwarder.start(outgoing, handler);
    this.#underWay.add(transfer);
  }
}

/** Which answer is home's; nothing when home gave none, because there is nothing to compare with then. */
function pairUp(
  callerHasHome: boolean,
  caller: CapturedAnswer,
  asked: CapturedAnswer | FailedAnswer,
): Pick<ShadowPair, 'homeAnswer' | 'otherAnswer'> | undefined {
  if (callerHasHome) return { homeAnswer: caller, otherAnswer: asked };
  return 'failed' in asked ? undefined : { homeAnswer: asked, otherAnswer: caller };
}

function kindOf(failure: TransferFailure): FailedAnswer['failed'] {
  switch (failure.code) {
    case 'REFUSED':
    case 'CONNECT_TIMEOUT':
      return 'refused';
    case 'FIRST_BYTE_TIMEOUT':
    case 'IDLE_TIMEOUT':
    case 'TOTAL_TIMEOUT':
      return 'timeout';
    case 'PROTOCOL':
      return 'protocol';
    case 'RESET':
    case 'CLIENT_GONE':
    case 'CLIENT_STALLED':
      return 'reset';
  }
}
