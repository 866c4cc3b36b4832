import { Bag, type InBag } from '../bag.ts';
import type { TransferFailure } from '../forward/failure.ts';
import type { AnswerHandler, Forwarder, Outgoing, Transfer } from '../forward/forwarder.ts';
import { getOrCreate } from '../get-or-create.ts';
import { readAnswer } from '../guard/answer.ts';
import { headerOf } from '../guard/header-list.ts';
import type { SliceCounters } from '../observe/counters.ts';
import { CallerLines } from './caller-lines.ts';
import { Capture, CaptureBudget, MAX_CAPTURED_BYTES } from './capture.ts';
import { ShadowFuse } from './fuse.ts';
import type { CapturedAnswer, FailedAnswer, ShadowPair } from './pair.ts';
import { Pairing, type Shadow } from './pairing.ts';
import { WriteGate } from './write-gate.ts';

/** An answer that takes longer is not compared. */
const MAX_SHADOW_MS = 10_000;

/** What is asked now. */
interface UnderWay extends InBag {
  readonly transfer: Transfer;
}

/** A request whose other side is asked beside the caller's answer. */
export interface ShadowJob {
  readonly pair: Omit<ShadowPair, 'homeAnswer' | 'otherAnswer'>;
  /** What is asked; made at its turn where that takes the caller's body or a question first, `undefined` to let it be. */
  readonly outgoing: Outgoing | ((body: Uint8Array) => Promise<Outgoing | undefined>);
  /**
   * Set for what is no read, with the question whether it may be sent at all. It is asked once home has done it, in the
   * caller's order.
   */
  readonly readiness?: () => Outgoing;
  readonly counters: SliceCounters;
  /** The caller is answered by the slice's home, so the other side is the one that is asked here. */
  readonly callerHasHome: boolean;
  readonly onEnd: () => void;
}

/** An endpoint that is left alone, because too many of its answers were of no use. */
export interface ShadowPause {
  readonly slice: string;
  readonly endpoint: string;
  readonly because: string;
}

type Place = Pick<ShadowPair, 'slice' | 'endpoint'>;
/** What of a pair matters once it was judged. */
export type JudgedPair = Place &
  Record<'homeAnswer' | 'otherAnswer', { truncated: boolean } | { failed: string }>;

const TOO_LONG = `answers longer than ${MAX_CAPTURED_BYTES / 1024} KiB`;
const NOT_READY = 'the service not saying that it keeps shadow writes apart';

/**
 * Asks the other side, with its own forwarder, so that a slow or dead side can't take a connection, a byte or a
 * millisecond from the caller's answer. What exceeds the bounds is dropped and counted; an endpoint whose answers are of
 * no use is paused.
 */
export class ShadowSender {
  readonly #forwarder: Forwarder;
  readonly #budget: CaptureBudget;
  readonly #concurrency: number;
  readonly #onPair: (pair: ShadowPair) => void;
  readonly #onPause: (pause: ShadowPause) => void;
  readonly #underWay = new Bag<UnderWay>();
  readonly #fuses = new Map<string, { readonly place: Place; readonly fuse: ShadowFuse }>();
  readonly #lines = new CallerLines();
  readonly #writeGate: WriteGate;

  /** @param onPair takes the pair, and tells `judged` later whether it could be compared. */
  constructor(
    forwarder: Forwarder,
    limits: { readonly shadowBytes: number; readonly shadowConcurrency: number },
    onPair: (pair: ShadowPair) => void,
    onPause: (pause: ShadowPause) => void = () => undefined,
  ) {
    this.#forwarder = forwarder;
    this.#budget = new CaptureBudget(limits.shadowBytes);
    this.#concurrency = limits.shadowConcurrency;
    this.#onPair = onPair;
    this.#onPause = onPause;
    this.#writeGate = new WriteGate(forwarder);
  }

  /** Endpoints of which nothing is asked for now. */
  pauses(): ShadowPause[] {
    return [...this.#fuses.values()].flatMap(({ place, fuse: { because } }) =>
      because === undefined ? [] : [{ ...place, because }],
    );
  }

  /** What became of a pair that was handed over: compared, or found to be beyond what a comparison may cost. */
  judged(pair: JudgedPair, isComparable: boolean): void {
    // Of failures and over-long answers the fuse knows already.
    if (!isWhole(pair.homeAnswer) || !isWhole(pair.otherAnswer)) return;
    if (isComparable) this.#fuse(pair).useful();
    else this.#wasted(pair, 'answers that could not be compared within their limits');
  }

  /** Starts asking, or drops the job at once. Never throws. */
  start(job: ShadowJob): Shadow | undefined {
    const { shadow: counts } = job.counters;
    if (this.#underWay.size >= this.#concurrency || this.#lines.size >= this.#concurrency) {
      counts.dropped += 1;
      return undefined;
    }
    if (!this.#fuse(job.pair).mayAsk(Date.now())) {
      counts.paused += 1;
      return undefined;
    }
    const line = `${job.pair.slice} ${job.pair.callerKeyHash}`;
    const inLine = () => this.#lines.join(line, (over) => void this.#take(job, pairing).then(over));
    const pairing = new Pairing(
      this.#budget,
      { callerHasHome: job.callerHasHome, copiesBody: job.readiness !== undefined },
      {
        onAnswers: (answers) => this.#onPair({ ...job.pair, ...answers }),
        ...(job.readiness && {
          onCallerAnswered: inLine,
          onCallerFailed: () => this.#leaveOut(job, pairing),
        }),
      },
    );
    if (job.readiness) return pairing;
    // What this caller wrote must be there before it is read.
    if (this.#lines.has(line)) inLine();
    else void this.#take(job, pairing);
    return pairing;
  }

  #leaveOut(job: ShadowJob, pairing: Pairing): void {
    job.counters.shadow.dropped += 1;
    pairing.otherLeftOut();
    job.onEnd();
  }

  /** Asks the other side of a job whose turn it is; returns when it answered. */
  async #take(job: ShadowJob, pairing: Pairing): Promise<void> {
    const outgoing =
      typeof job.outgoing === 'function'
        ? await this.#prepare(job, pairing).catch(() => undefined)
        : job.outgoing;
    if (!outgoing) return this.#leaveOut(job, pairing);
    const { shadow: counts } = job.counters;
    counts.asked += 1;
    return new Promise((resolve) =>
      this.#ask(outgoing, pairing.askedCapture, (answer) => {
        job.onEnd();
        if ('failed' in answer) {
          counts.failed += 1;
          this.#wasted(job.pair, `no answers (${answer.failed})`);
        } else {
          counts.answered += 1;
          if (pairing.isTooLong) this.#wasted(job.pair, TOO_LONG);
        }
        resolve();
        pairing.otherAnswered(answer);
      }),
    );
  }

  async #prepare(job: ShadowJob, { requestBody }: Pairing): Promise<Outgoing | undefined> {
    const body = requestBody?.finish();
    if (typeof job.outgoing !== 'function' || body?.truncated) return undefined;
    if (job.readiness && !(await this.#writeGate.isReady(job.readiness(), Date.now()))) {
      this.#wasted(job.pair, NOT_READY);
      return undefined;
    }
    return job.outgoing(body?.body ?? new Uint8Array());
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

  #fuse(place: Place): ShadowFuse {
    const { slice, endpoint } = place;
    return getOrCreate(this.#fuses, `${slice} ${endpoint}`, () => ({
      place: { slice, endpoint },
      fuse: new ShadowFuse(),
    })).fuse;
  }

  #wasted(place: Place, because: string): void {
    if (this.#fuse(place).wasted(because, Date.now()))
      this.#onPause({ slice: place.slice, endpoint: place.endpoint, because });
  }

  async close(): Promise<void> {
    for (const { transfer } of this.#underWay.toArray()) transfer.abort();
    await this.#forwarder.close();
  }

  #ask(outgoing: Outgoing, capture: Capture, done: (answer: CapturedAnswer | FailedAnswer) => void): void {
    const finish = (answer: CapturedAnswer | FailedAnswer) => {
      clearTimeout(timer);
      this.#underWay.remove(underWay);
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
    // The rest of an over-long answer is not worth its bytes.
    const stopReading = () => {
      transfer.abort();
      finish(capture.finish());
    };
    const handler: AnswerHandler = {
      onInformation: () => undefined,
      onHead: (status, _text, rawHeaders) => {
        const answer = readAnswer(status, rawHeaders);
        capture.onHead(answer?.status ?? status, answer?.headers ?? []);
        const length = Number(headerOf(rawHeaders, 'content-length') ?? 0);
        if (length > MAX_CAPTURED_BYTES && outgoing.method !== 'HEAD') {
          capture.giveUpBody();
          stopReading();
        }
      },
      onData: (chunk) => {
        received += chunk.length;
        capture.onData(chunk);
        if (received > MAX_CAPTURED_BYTES) stopReading();
        return true;
      },
      onEnd: () => finish(capture.finish()),
      onFailure: (failure) => fail(kindOf(failure), failure.message),
    };
    const transfer = this.#forwarder.start(outgoing, handler);
    const underWay: UnderWay = { transfer, place: 0 };
    this.#underWay.add(underWay);
  }
}

function isWhole(answer: JudgedPair['homeAnswer']): boolean {
  return !('failed' in answer || answer.truncated);
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
