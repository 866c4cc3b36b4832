import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** Takes a request's body as it arrives. After `onBodyEnd` or `onBodyCut` nothing more is called. */
export interface BodyTaker {
  /** `false` asks for a pause until `goOn`; what has been read already still comes. */
  onPiece(piece: Buffer): boolean;
  onBodyEnd(): void;
  /** It ended before its end. */
  onBodyCut(): void;
}

/** Where a body comes from, for its one taker. */
export interface BodySource {
  /** After a pause. */
  goOn(): void;
  /** The taker wants no more: the rest is read and thrown away, so that the client can read its answer. */
  letGo(): void;
}

/**
 * A client's request whose body may go from Node's parser right to its taker. On the way through a stream a small body costs
 * a tenth of its request: it is queued, flows a turn later, and ends, closes and drops its listeners a turn after that.
 * Unless somebody takes the body so, this is the stream that it always was.
 */
export class DirectMessage extends IncomingMessage implements BodySource {
  #isDirect = false;
  #isPaused = false;
  #hasEnded = false;
  #taker: BodyTaker | undefined;

  /** @returns `false`, and nothing changed, when some of the body is here already or somebody reads the stream. */
  handTo(taker: BodyTaker): boolean {
    const isUntouched =
      !this.#isDirect && this.readableFlowing === null && this.readableLength === 0 && !this.readableDidRead;
    if (!isUntouched || this.complete || this.destroyed) return false;
    this.#isDirect = true;
    this.#taker = taker;
    // Lets the socket flow, and tells the server that it need not throw the body away.
    this._read(0);
    return true;
  }

  goOn(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this._read(0);
  }

  letGo(): void {
    this.#taker = undefined;
    this.goOn();
  }

  /** Called by Node for each piece, and with `null` at the end. */
  override push(piece: Buffer | null, encoding?: BufferEncoding): boolean {
    if (!this.#isDirect) return super.push(piece, encoding);
    const taker = this.#taker;
    if (piece === null) {
      this.#hasEnded = true;
      this.#taker = undefined;
      taker?.onBodyEnd();
      return false;
    }
    if (!taker) return true;
    this.#isPaused = !taker.onPiece(piece) && this.#taker !== undefined;
    return !this.#isPaused;
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    super._destroy(error, done);
    const taker = this.#taker;
    this.#taker = undefined;
    taker?.onBodyCut();
  }

  static {
    /** What the stream says of itself, while it is none. Types have these as fields, which no accessor may override. */
    const say = <Name extends 'readableEnded' | 'readableFlowing' | 'readableDidRead'>(
      name: Name,
      inDirect: (message: DirectMessage) => DirectMessage[Name],
    ) => {
      const usual = Object.getOwnPropertyDescriptor(Readable.prototype, name);
      Object.defineProperty(DirectMessage.prototype, name, {
        ...usual,
        get(this: DirectMessage) {
          return this.#isDirect ? inDirect(this) : usual?.get?.call(this);
        },
      });
    };
    // Node asks for this one before it lets go of a request.
    say('readableEnded', (message) => message.#hasEnded);
    say('readableFlowing', (message) => !message.#isPaused);
    say('readableDidRead', () => true);
  }
}
