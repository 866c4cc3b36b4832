import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type Asked, Comparer, type Terms } from '../comparer.ts';
import type { Finding } from '../evidence/ledger.ts';
import { eraseExamples, readLedger, writeLedger } from '../evidence/ledger-file.ts';
import { MAX_LOOKS_PER_REQUEST } from '../evidence/looks.ts';
import { isErased } from '../evidence/stored-ledger.ts';
import { reportOf } from '../evidence/verdict.ts';
import { createRedactor } from '../redact.ts';
import type { ComparisonTerms } from '../terms.ts';
import { STRICT_TERMS } from '../terms.ts';
import type { AskedOfSlice, FromWorker, ToWorker, WorkerSetup } from './messages.ts';

/** The thread in which live comparisons run, so that no body, however large or odd, holds up a caller. */

/** Enough to give way to the callers' thread wherever both want the same core. */
const NICENESS = 10;
// On Linux niceness belongs to a thread, and 0 is the one that calls; elsewhere this would slow the whole process down.
if (process.platform === 'linux') setPriority(0, NICENESS);

const setup = workerData as WorkerSetup;
let terms = readyTerms(setup.terms);
const comparer = new Comparer({
  ...readyFor(STRICT_TERMS),
  random: Math.random,
  clock: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
  ...(setup.ledger === undefined ? {} : { ledger: readLedger(setup.ledger) }),
});
/** What is suspected of requests that may still be asked again. */
const suspects = new Map<number, { findings: readonly Finding[]; looks: number }>();

function readyFor({ policy, rules, redaction }: ComparisonTerms): Terms {
  return { policy, rules, redactor: createRedactor(redaction, setup.redactionKey) };
}

function readyTerms(bySlice: ReadonlyMap<string, ComparisonTerms>): ReadonlyMap<string, Terms> {
  return new Map([...bySlice].map(([slice, stated]) => [slice, readyFor(stated)]));
}

function withTerms({ slice, ...asked }: AskedOfSlice): Asked {
  return { ...asked, terms: terms.get(slice) };
}

function answer(message: ToWorker): FromWorker {
  const { id } = message;
  switch (message.kind) {
    case 'compare': {
      const { caller } = message;
      const asked = withTerms(message.asked);
      const canRepeat = setup.canRepeat && message.canRepeat;
      const findings = comparer.add(asked, canRepeat, caller);
      const isComparable = findings.every(({ difference }) => difference.kind !== 'uncompared');
      if (!canRepeat) return { kind: 'compared', id, wants: 'nothing', isComparable };
      suspects.set(id, { findings, looks: 0 });
      const wants = comparer.wantsLook(asked.endpoint, findings, false) ? 'look' : 'pair';
      return { kind: 'compared', id, wants, isComparable };
    }
    case 'pair': {
      comparer.addPair(withTerms(message.asked), suspects.get(id)?.findings ?? [], message.leftAgain);
      suspects.delete(id);
      return { kind: 'compared', id, wants: 'nothing' };
    }
    case 'look': {
      const { findings = [], looks = 0 } = suspects.get(id) ?? {};
      const asked = withTerms(message.asked);
      const cameAgain = comparer.addLook(asked, findings, message.fresh, looks > 0);
      const isWorthMore =
        looks + 1 < MAX_LOOKS_PER_REQUEST && comparer.wantsLook(asked.endpoint, cameAgain, true);
      if (isWorthMore) suspects.set(id, { findings: cameAgain, looks: looks + 1 });
      else suspects.delete(id);
      return { kind: 'compared', id, wants: isWorthMore ? 'look' : 'nothing' };
    }
    case 'terms':
      terms = readyTerms(message.terms);
      return { kind: 'terms-taken', id };
    case 'let-go':
      suspects.delete(id);
      return { kind: 'compared', id, wants: 'nothing' };
    case 'report':
      return { kind: 'report', id, report: reportOf(comparer.ledger) };
    case 'ledger':
      return { kind: 'ledger', id, text: writeLedger(comparer.ledger) };
    case 'erase': {
      const count = eraseExamples(comparer.ledger, (example) => isErased(example, message.erasure));
      return { kind: 'erased', id, count };
    }
  }
}

parentPort?.on('message', (message: ToWorker) => {
  try {
    parentPort?.postMessage(answer(message));
  } catch (error) {
    suspects.delete(message.id);
    parentPort?.postMessage({
      kind: 'failed',
      id: message.id,
      message: (error as Error).message,
    } satisfies FromWorker);
  }
});
