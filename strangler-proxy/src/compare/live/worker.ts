import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { isSafeMethod } from '../answer.ts';
import { Comparer } from '../comparer.ts';
import type { Finding } from '../evidence/ledger.ts';
import { eraseExamples, readLedger, writeLedger } from '../evidence/ledger-file.ts';
import { MAX_LOOKS_PER_REQUEST } from '../evidence/looks.ts';
import { reportOf } from '../evidence/verdict.ts';
import { createRedactor } from '../redact.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

/** The thread in which live comparisons run, so that no body, however large or odd, holds up a caller. */

/** Enough to give way to the callers' thread wherever both want the same core. */
const NICENESS = 10;
// On Linux niceness belongs to a thread, and 0 is the one that calls; elsewhere this would slow the whole process down.
if (process.platform === 'linux') setPriority(0, NICENESS);

const setup = workerData as WorkerSetup;
const comparer = new Comparer({
  redactor: createRedactor(setup.redaction, setup.redactionKey),
  random: Math.random,
  clock: () => performance.now(),
  today: () => new Date().toISOString().slice(0, 10),
  policy: setup.policy,
  rules: setup.rules,
  ...(setup.ledger === undefined ? {} : { ledger: readLedger(setup.ledger) }),
});
/** What is suspected of requests that may still be asked again. */
const suspects = new Map<number, { findings: readonly Finding[]; looks: number }>();

function answer(message: ToWorker): FromWorker {
  const { id } = message;
  switch (message.kind) {
    case 'compare': {
      const { asked, caller } = message;
      const canRepeat = setup.canRepeat && isSafeMethod(asked.request.method);
      const findings = comparer.add(asked, canRepeat, caller);
      const isComparable = findings.every(({ difference }) => difference.kind !== 'uncompared');
      if (!canRepeat) return { kind: 'compared', id, wants: 'nothing', isComparable };
      suspects.set(id, { findings, looks: 0 });
      const wants = comparer.wantsLook(asked.endpoint, findings, false) ? 'look' : 'pair';
      return { kind: 'compared', id, wants, isComparable };
    }
    case 'pair': {
      comparer.addPair(message.asked, suspects.get(id)?.findings ?? [], message.leftAgain);
      suspects.delete(id);
      return { kind: 'compared', id, wants: 'nothing' };
    }
    case 'look': {
      const { findings = [], looks = 0 } = suspects.get(id) ?? {};
      const cameAgain = comparer.addLook(message.asked, findings, message.fresh, looks > 0);
      const isWorthMore =
        looks + 1 < MAX_LOOKS_PER_REQUEST && comparer.wantsLook(message.asked.endpoint, cameAgain, true);
      if (isWorthMore) suspects.set(id, { findings: cameAgain, looks: looks + 1 });
      else suspects.delete(id);
      return { kind: 'compared', id, wants: isWorthMore ? 'look' : 'nothing' };
    }
    case 'let-go':
      suspects.delete(id);
      return { kind: 'compared', id, wants: 'nothing' };
    case 'report':
      return { kind: 'report', id, report: reportOf(comparer.ledger) };
    case 'ledger':
      return { kind: 'ledger', id, text: writeLedger(comparer.ledger) };
    case 'erase': {
      const { caller, beforeMs } = message;
      const count = eraseExamples(
        comparer.ledger,
        (example) =>
          (caller !== undefined && example.caller === caller) ||
          (beforeMs !== undefined && (example.atMs ?? 0) < beforeMs),
      );
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
