/** A worker: answers callers by the tables that its parent sends. Started by the fleet, never by a person. */
import { LocalDataPlane } from '../server/data-plane.ts';
import type { ListeningHandle } from '../server/listening.ts';
import type { RecordedExchange } from '../server/recording.ts';
import type { Snapshot } from '../server/snapshot.ts';
import { fromTableMessage, homeTable } from '../server/table-message.ts';
import type { TlsFiles } from '../server/tls-files.ts';
import type { ShadowPair } from '../shadow/pair.ts';
import { openStateFolder } from '../store/state-folder.ts';
import { toFailure, toParent } from './child.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

/** Pairs on their way to the comparer, by the bytes of their bodies; what comes beyond is dropped. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024;
const REPORT_EVERY_MS = 1_000;

let table: Snapshot | undefined;
let plane: LocalDataPlane | undefined;
let unsentBytes = 0;
let isRecording = false;
let tlsFiles: TlsFiles | undefined;

const parent = toParent<ToWorker, FromWorker>(receive, orphaned, ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']);

function receive(message: ToWorker, handle: ListeningHandle | undefined): void {
  switch (message.kind) {
    case 'start':
      table = fromTableMessage(message.setup.table);
      start(message.setup, handle).catch((error: unknown) => {
        parent.send(toFailure(error), undefined, () => process.exit(1));
      });
      return;
    case 'table':
      table = fromTableMessage(message.table);
      void plane?.follow(table);
      parent.send({ kind: 'decides', id: message.id });
      return;
    case 'tls-files':
      tlsFiles = message.tlsFiles;
      plane?.renew(tlsFiles);
      return;
    case 'report':
      report();
      return;
    case 'judged':
      plane?.judged(message.pair, message.isComparable);
      return;
    case 'record':
      isRecording = message.isWanted;
      plane?.record(isRecording ? sendRecorded : undefined);
      return;
    case 'forget':
      plane?.forget(message.caller);
      return;
    case 'stop':
      void stop();
  }
}

async function start(setup: WorkerSetup, handle: ListeningHandle | undefined): Promise<void> {
  const { cookieKey } = await openStateFolder(setup.stateFolder);
  const current = () => table ?? fromTableMessage(setup.table);
  plane = await LocalDataPlane.open({
    ...setup,
    config: current().config,
    cookieKey,
    current,
    onPair: sendPair,
    notice: (text) => parent.send({ kind: 'notice', text }),
    onAmbiguousWrite: (write) => parent.send({ kind: 'ambiguous-write', write }),
    onForget: (caller) => {
      if (current().config.identity) parent.send({ kind: 'forget', caller });
    },
  });
  // Both may have come while this one opened.
  if (isRecording) plane.record(sendRecorded);
  if (tlsFiles) plane.renew(tlsFiles);
  const listening = await plane.listen(handle);
  parent.send({ kind: 'listening', port: listening.port }, handle ? undefined : listening.handle);
  setInterval(report, REPORT_EVERY_MS).unref();
}

function report(): void {
  const found = plane?.reports()[0];
  if (found) parent.send({ kind: 'report', report: found });
}

function sendPair(pair: ShadowPair): void {
  const bytes = [pair.homeAnswer, pair.otherAnswer].reduce(
    (sum, answer) => sum + ('body' in answer ? answer.body.length : 0),
    0,
  );
  if (unsentBytes + bytes > MAX_UNSENT_BYTES) {
    plane?.dropPair(pair.slice);
    return;
  }
  sendCounted({ kind: 'pair', pair }, bytes);
}

function sendRecorded(recorded: RecordedExchange): void {
  const bytes = (recorded.request.body?.length ?? 0) + recorded.answer.body.length;
  if (unsentBytes + bytes <= MAX_UNSENT_BYTES) sendCounted({ kind: 'recorded', recorded }, bytes);
}

function sendCounted(message: FromWorker, bytes: number): void {
  unsentBytes += bytes;
  parent.send(message, undefined, () => {
    unsentBytes -= bytes;
  });
}

async function stop(): Promise<void> {
  await plane?.close();
  report();
  // What was sent is written before the channel ends, and then nothing holds the process.
  if (process.connected) process.disconnect();
}

/** Nobody can tell of a rollback any longer, so nothing more is sent to a service that home can answer. */
function orphaned(): void {
  if (table) table = homeTable(table);
  Promise.resolve(plane?.close()).then(
    () => process.exit(),
    () => process.exit(1),
  );
}
