import type { Readable } from 'node:stream';
import type { ClientAnswer } from '../forward/client-answer.ts';
import { statusOf, TransferFailure } from '../forward/failure.ts';
import { Relay, type RelayEnd } from '../forward/relay.ts';
import type { Lease } from '../forward/target-pool.ts';
import { countAnswer, type SliceCounters } from '../observe/counters.ts';
import type { Side } from '../routing/choose-side.ts';
import type { Shadow } from '../shadow/pairing.ts';
import { addOwnHeaders, makeOurs } from './answer-headers.ts';
import { copyBody } from './body-copy.ts';
import { bytesBrought, bytesTaken } from './client-progress.ts';
import { destinationOf, identityFields } from './destination.ts';
import type { Admitted, ClientRequest, Services } from './handle-request.ts';
import { answerOurselves } from './own-answer.ts';
import { type ExchangeCopy, observedBy } from './recording.ts';
import { startShadow } from './start-shadow.ts';
import { Watch, type Watched } from './under-way.ts';

/** Hands a request to the program that we are inside of, with what is asked beside it. */
type AnswerHere = (shadow: Shadow | undefined) => void;

/** One admitted request: forward it, send it again where nothing can happen twice, count what came of it. */
export class Exchange implements Watched {
  readonly #services: Services;
  readonly #admitted: Admitted;
  readonly #incoming: ClientRequest;
  readonly #response: ClientAnswer;
  readonly #startedAt: number;
  readonly #counters: SliceCounters;
  #shadow: Shadow | undefined;
  /** For whoever records. */
  #copy: ExchangeCopy | undefined;
  /** What the caller sends, or the same on its way past a copy. */
  #body: Readable;
  #relay: Relay | undefined;
  #totalTimer: NodeJS.Timeout | undefined;
  /** Inside the monolith itself its answer costs a function call. */
  readonly #answerHere: AnswerHere | undefined;
  readonly #watch: Watch = new Watch(this);
  #hasRetried = false;
  #note: string | undefined;

  constructor(
    services: Services,
    admitted: Admitted,
    incoming: ClientRequest,
    response: ClientAnswer,
    startedAt: number,
    answerHere?: AnswerHere,
  ) {
    this.#services = services;
    this.#admitted = admitted;
    this.#incoming = incoming;
    this.#body = incoming;
    this.#response = response;
    this.#startedAt = startedAt;
    this.#answerHere = answerHere;
    const { slice } = admitted.plan;
    this.#counters = slice ? services.counters.slice(slice.config.name) : services.counters.unmatched;
  }

  begin(): void {
    const { decision, timeouts } = this.#admitted.plan;
    this.#services.underWay.add(this.#watch);
    if (timeouts.totalMs !== undefined) {
      this.#totalTimer = setTimeout(() => {
        this.#relay?.giveUp(new TransferFailure('TOTAL_TIMEOUT', `not done in ${timeouts.totalMs} ms`));
      }, timeouts.totalMs);
    }
    if (this.#mayAskOther()) this.#shadow = startShadow(this.#services, this.#admitted, this.#counters);
    this.#copy = this.#services.recording.begin(this.#admitted);
    if (this.#admitted.request.body !== 'none') this.#copyBody();
    this.#send(decision.side);
  }

  #copyBody(): void {
    const copies = [this.#shadow?.requestBody, this.#copy?.body].filter((copy) => copy !== undefined);
    if (copies.length > 0) this.#body = copyBody(this.#incoming, copies);
  }

  clientProgress(): number | undefined {
    if (this.#response.writableNeedDrain) return bytesTaken(this.#response, this.#incoming);
    // Paused: the upstream takes no more for now, which is no fault of the client's.
    const isWaitingForBody = this.#incoming.readableFlowing === true && this.#incoming.readableLength === 0;
    return this.#isReceiving() && isWaitingForBody ? bytesBrought(this.#incoming) : undefined;
  }

  clientStalled(): void {
    this.#note = 'the client stalled';
    if (this.#response.headersSent) this.#response.destroy();
    else this.#relay?.giveUp(new TransferFailure('CLIENT_STALLED', 'the client stopped sending'));
  }

  /** Inside the monolith asking it would be asking ourselves, and the body of a write is its own to read. */
  #mayAskOther(): boolean {
    const { decision, isSafe } = this.#admitted.plan;
    return !this.#answerHere || (isSafe && decision.side === 'monolith');
  }

  #isReceiving(): boolean {
    return this.#admitted.request.body !== 'none' && !this.#incoming.complete;
  }

  #count(side: Side): void {
    const { route } = this.#admitted.plan;
    this.#services.counters.total[side] += 1;
    this.#counters.requests[side] += 1;
    if (route) this.#counters.route(route.id)[side].requests += 1;
  }

  #send(side: Side): void {
    const { plan } = this.#admitted;
    if (side === 'monolith' && this.#answerHere) this.#leaveToMonolith(this.#answerHere);
    else if (side === 'service' && plan.slice?.config.identity) void this.#sendWithIdentity();
    else this.#sendTo(side, this.#admitted.headers);
  }

  /** Where nobody can say who is asking, the service isn't asked: to it a caller would look logged out. */
  async #sendWithIdentity(): Promise<void> {
    const fields = await identityFields(this.#services, this.#admitted);
    if (this.#response.destroyed) {
      this.#onEnd('service', undefined, {
        kind: 'failed',
        failure: new TransferFailure('CLIENT_GONE', 'the client left'),
      });
    } else if ('problem' in fields) {
      const failure = new TransferFailure('REFUSED', fields.problem, { provablyUnsent: true });
      this.#onEnd('service', undefined, { kind: 'failed', failure });
    } else this.#sendTo('service', [...this.#admitted.headers, ...fields]);
  }

  #sendTo(side: Side, headers: readonly string[]): void {
    const { request, plan } = this.#admitted;
    const { origin, target, lease } = destinationOf(this.#services, this.#admitted, side);
    this.#count(side);
    const relay = new Relay(this.#response, {
      addHeaders: (answerHeaders) => {
        makeOurs(answerHeaders, this.#admitted, side);
        // The client is still sending: what it sends next must not be taken for a new request.
        if (this.#isReceiving() || this.#services.underWay.isClosing)
          answerHeaders.push('connection', 'close');
      },
      takesTrailers: request.takesTrailers,
      observer: observedBy(this.#shadow?.callerCapture, this.#copy?.answer),
      onEnd: (end) => this.#onEnd(side, lease, end),
    });
    this.#relay = relay;
    relay.attach(
      this.#services.forwarder().start(
        {
          origin,
          method: request.method,
          target,
          headers,
          body: request.body === 'none' ? undefined : this.#body,
          timeouts: plan.timeouts,
        },
        relay,
      ),
    );
  }

  #leaveToMonolith(answerHere: AnswerHere): void {
    const { plan, snapshot } = this.#admitted;
    clearTimeout(this.#totalTimer);
    this.#services.underWay.remove(this.#watch);
    this.#count('monolith');
    const headers: string[] = [];
    addOwnHeaders(headers, plan, 'monolith', snapshot.config.headers.side);
    for (let index = 0; index + 1 < headers.length; index += 2) {
      this.#response.appendHeader(headers[index] as string, headers[index + 1] as string);
    }
    answerHere(this.#shadow);
  }

  #onEnd(side: Side, lease: Lease | undefined, end: RelayEnd): void {
    this.#learn(side, lease, end);
    if (end.kind === 'failed') {
      const next = this.#sideToTryNext(side, end.failure);
      if (next) {
        this.#note = `${next === side ? 'sent again' : 'fallback'}: ${end.failure.message}`;
        this.#send(next);
        return;
      }
    }
    this.#finish(side, end);
  }

  /** Tells target and fuse what the service did. What a client did is no fault of theirs. */
  #learn(side: Side, lease: Lease | undefined, end: RelayEnd): void {
    const { slice } = this.#admitted.plan;
    if (side !== 'service' || !slice) return;
    const fuse = this.#services.runtime.fuse(slice.config.name);
    const nowMs = Date.now();
    const isGatewayFailure = end.kind === 'complete' && end.status >= 502 && end.status <= 504;
    if (end.kind !== 'complete' && isClientsFault(end.failure)) {
      lease?.ended();
      fuse.undecided();
    } else if (end.kind !== 'complete' || isGatewayFailure) {
      lease?.failed(nowMs);
      fuse.failed(nowMs);
    } else {
      lease?.succeeded();
      fuse.succeeded();
    }
  }

  /**
   * Where a request that failed before its first byte may be sent once more: home, if the other side failed; the same
   * side, if a connection that was kept open died under it. A read may go twice. Anything else only if it provably
   * never left, and its body is still whole.
   */
  #sideToTryNext(side: Side, failure: TransferFailure): Side | undefined {
    const { slice, isSafe } = this.#admitted.plan;
    const neverLeft = failure.provablyUnsent && !this.#body.readableDidRead;
    if (isClientsFault(failure) || failure.code === 'TOTAL_TIMEOUT' || !(isSafe || neverLeft))
      return undefined;
    if (slice && side !== slice.config.home && slice.config.fallback === 'reads') {
      this.#services.counters.total.fallback += 1;
      this.#counters.requests.fallback += 1;
      this.#services.runtime.fuse(slice.config.name).fellBack(Date.now());
      return slice.config.home;
    }
    if (this.#hasRetried || failure.code !== 'RESET') return undefined;
    this.#hasRetried = true;
    return side;
  }

  #finish(side: Side, end: RelayEnd): void {
    clearTimeout(this.#totalTimer);
    this.#services.underWay.remove(this.#watch);
    // It may have been a login or a logout.
    if (!this.#admitted.plan.isSafe) this.#services.whoIs.forget(this.#admitted.request);
    const elapsedMs = performance.now() - this.#startedAt;
    const status = end.kind === 'failed' ? this.#answerFailure(end.failure) : end.status;
    const bytes = end.kind === 'failed' ? 0 : end.bytes;
    this.#copy?.end(end.kind === 'complete');
    if (end.kind === 'complete') this.#shadow?.callerCompleted();
    else {
      this.#shadow?.callerFailed();
      this.#listAmbiguity(side, end.failure);
    }
    const { decision, route } = this.#admitted.plan;
    const labels = { side, status, cohort: decision.cohort ?? '' };
    countAnswer(this.#counters, labels, elapsedMs / 1_000, bytes, route?.id);
    const note = end.kind === 'complete' ? this.#note : (this.#note ?? end.failure.message);
    const { request, plan, origin, trace } = this.#admitted;
    this.#services.observe({ request, plan, origin, trace, side, status, bytes, elapsedMs, note });
  }

  /** A write whose answer never came may have been done or not: people must know which ones to look at. */
  #listAmbiguity(side: Side, failure: TransferFailure): void {
    const { request, plan, trace } = this.#admitted;
    if (plan.isSafe || failure.provablyUnsent || request.method === 'OPTIONS' || request.method === 'HEAD')
      return;
    if (request.method === 'GET' && plan.route?.effect === undefined) return;
    this.#services.onAmbiguousWrite({
      slice: plan.slice?.config.name ?? null,
      side,
      method: request.method,
      path: request.path,
      requestId: trace.requestId,
      because: failure.message,
    });
  }

  #answerFailure(failure: TransferFailure): number {
    if (failure.code === 'CLIENT_GONE') return 499;
    const isStalled = failure.code === 'CLIENT_STALLED';
    const status = isStalled ? 408 : statusOf(failure.code);
    if (!isStalled) {
      this.#services.counters.total.failed += 1;
      this.#counters.requests.failed += 1;
    }
    const message = isStalled
      ? 'the request did not arrive in time'
      : status === 504
        ? 'the server behind this address did not answer in time'
        : 'the server behind this address gave no usable answer';
    answerOurselves(this.#response, status, message, this.#isReceiving() ? { connection: 'close' } : {});
    return status;
  }
}

function isClientsFault({ code }: TransferFailure): boolean {
  return code === 'CLIENT_GONE' || code === 'CLIENT_STALLED';
}
