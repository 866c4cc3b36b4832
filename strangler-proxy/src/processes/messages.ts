/** What the processes of one proxy say to each other, over the channel that Node opens between parent and child. */

import type { PlaneReport } from '../server/data-plane.ts';
import type { RecordedExchange } from '../server/recording.ts';
import type { TableMessage } from '../server/table-message.ts';
import type { TlsFiles } from '../server/tls-files.ts';
import type { ShadowPair } from '../shadow/pair.ts';
import type { JudgedPair } from '../shadow/sender.ts';
import type { AmbiguousWrite } from '../store/events.ts';

/** What a worker needs to begin; a copy of the listening socket comes with the message, if there is one. */
export interface WorkerSetup {
  readonly configPath: string;
  readonly stateFolder: string;
  readonly via: string;
  readonly tlsFiles: TlsFiles;
  readonly table: TableMessage;
}

export type ToWorker =
  | { readonly kind: 'start'; readonly setup: WorkerSetup }
  | { readonly kind: 'table'; readonly id: number; readonly table: TableMessage }
  | { readonly kind: 'tls-files'; readonly tlsFiles: TlsFiles }
  | { readonly kind: 'report' }
  | { readonly kind: 'judged'; readonly pair: JudgedPair; readonly isComparable: boolean }
  | { readonly kind: 'forget'; readonly caller: string }
  | { readonly kind: 'record'; readonly isWanted: boolean }
  | { readonly kind: 'stop' };

export type FromWorker =
  /** It listens; a copy of its socket comes with the message if it opened one itself. */
  | { readonly kind: 'listening'; readonly port: number }
  | Failure
  /** From now on it decides by the table of this number. */
  | { readonly kind: 'decides'; readonly id: number }
  | { readonly kind: 'report'; readonly report: PlaneReport }
  | { readonly kind: 'pair'; readonly pair: ShadowPair }
  | { readonly kind: 'recorded'; readonly recorded: RecordedExchange }
  | { readonly kind: 'ambiguous-write'; readonly write: AmbiguousWrite }
  | { readonly kind: 'forget'; readonly caller: string }
  | { readonly kind: 'notice'; readonly text: string };

/** A child could not begin. */
export interface Failure {
  readonly kind: 'failed';
  readonly message: string;
  /** 2 where the operator can cure it. */
  readonly exitCode: number;
}

/** The sockets that a launcher keeps while one proxy follows another. */
export type ListenerKey = 'listen' | 'admin';

export type ToGeneration =
  /** Before `start`, with the socket. */
  | { readonly kind: 'inherit'; readonly key: ListenerKey; readonly address: string }
  | { readonly kind: 'start'; readonly configPath: string }
  /** The predecessor takes no more changes. */
  | { readonly kind: 'may-serve' }
  /** The predecessor answers everything at home, or is gone. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'restart-answer'; readonly problem: string | undefined }
  | { readonly kind: 'retire' }
  | { readonly kind: 'go-home' }
  | { readonly kind: 'stop' };

export type FromGeneration =
  /** Everything that can be wrong was checked. */
  | { readonly kind: 'ready' }
  | Failure
  /** With the socket. */
  | { readonly kind: 'bequeath'; readonly key: ListenerKey; readonly address: string }
  | { readonly kind: 'serving'; readonly url: string; readonly adminUrl: string; readonly stopMs: number }
  | { readonly kind: 'overtake' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'retired' }
  | { readonly kind: 'at-home' }
  | { readonly kind: 'notice'; readonly text: string };
