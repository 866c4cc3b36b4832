import type { Readable } from 'node:stream';
import type { BodySource, BodyTaker } from '../direct-message.ts';

/** A body that comes out of a stream: a copied one, HTTP/2's, or one that began to arrive before its upstream was connected. */
export class StreamSource implements BodySource {
  readonly #body: Readable;
  readonly #taker: BodyTaker;

  constructor(body: Readable, taker: BodyTaker) {
    this.#body = body;
    this.#taker = taker;
    body.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onCut).on('close', this.#onCut);
  }

  goOn(): void {
    this.#body.resume();
  }

  letGo(): void {
    this.#leave();
    this.#body.resume();
  }

  readonly #onData = (piece: Buffer): void => {
    if (!this.#taker.onPiece(piece)) this.#body.pause();
  };

  readonly #onEnd = (): void => {
    this.#leave();
    this.#taker.onBodyEnd();
  };

  readonly #onCut = (): void => this.#taker.onBodyCut();

  /** An error that nobody hears of would end the process, so that listener stays. */
  #leave(): void {
    this.#body.off('data', this.#onData).off('end', this.#onEnd).off('close', this.#onCut);
  }
}
