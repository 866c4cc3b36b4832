import { Capture, type CaptureBudget } from './capture.ts';
import type { CapturedAnswer, FailedAnswer, ShadowPair } from './pair.ts';

/** A request under way at both sides; the caller's answer is added when it is complete. */
export interface Shadow {
  /** Copies the caller's answer on its way. */
  readonly callerCapture: Capture;
  /** Wants a copy of the caller's body. */
  readonly requestBody: Capture | undefined;
  callerCompleted(): void;
  callerFailed(): void;
}

/** What a pairing tells whoever began it. */
export interface PairingListener {
  /** The caller's answer is complete and no failure of its side. */
  onCallerAnswered?(): void;
  /** Nothing can come of it any more: the caller got no such answer. */
  onCallerFailed?(): void;
  onAnswers(answers: Pick<ShadowPair, 'homeAnswer' | 'otherAnswer'>): void;
}

/** Takes both answers to one request as they come, hands them on together, and gives their memory back. */
export class Pairing implements Shadow {
  readonly callerCapture: Capture;
  readonly askedCapture: Capture;
  readonly requestBody: Capture | undefined;
  readonly #callerHasHome: boolean;
  readonly #listener: PairingListener;
  #caller: CapturedAnswer | 'none' | undefined;
  #asked: CapturedAnswer | FailedAnswer | 'none' | undefined;

  constructor(
    budget: CaptureBudget,
    { callerHasHome, copiesBody }: { readonly callerHasHome: boolean; readonly copiesBody: boolean },
    listener: PairingListener,
  ) {
    this.callerCapture = new Capture(budget);
    this.askedCapture = new Capture(budget);
    this.requestBody = copiesBody ? new Capture(budget) : undefined;
    this.#callerHasHome = callerHasHome;
    this.#listener = listener;
  }

  get isTooLong(): boolean {
    return this.askedCapture.isTooLong || this.callerCapture.isTooLong;
  }

  callerCompleted(): void {
    const answer = this.callerCapture.finish();
    this.#caller = answer;
    this.#settle();
    if (answer.status < 500) this.#listener.onCallerAnswered?.();
    else this.#listener.onCallerFailed?.();
  }

  callerFailed(): void {
    this.#caller = 'none';
    this.#settle();
    this.#listener.onCallerFailed?.();
  }

  otherAnswered(answer: CapturedAnswer | FailedAnswer): void {
    this.#asked = answer;
    this.#settle();
  }

  /** The other side will not be asked. */
  otherLeftOut(): void {
    this.#asked = 'none';
    this.callerCapture.release();
    this.#settle();
  }

  #settle(): void {
    const [caller, asked] = [this.#caller, this.#asked];
    if (!caller || !asked) return;
    try {
      const answers =
        caller === 'none' || asked === 'none' ? undefined : pairUp(this.#callerHasHome, caller, asked);
      if (answers) this.#listener.onAnswers(answers);
    } finally {
      this.callerCapture.release();
      this.askedCapture.release();
      this.requestBody?.release();
    }
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
