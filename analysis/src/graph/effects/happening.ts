/** What one call does to the world outside its process or function, as far as it is known. */

import type { TransactionStep } from '../../read/sql/reading.ts';
import type { AccessMode } from '../facts.ts';
import type { ClassRef, FunctionRef } from '../program.ts';

export interface Access {
  readonly table: string;
  readonly mode: AccessMode;
  readonly columns: readonly string[];
}

export type Happening =
  | ({
      readonly kind: 'access' /** Repeating it changes nothing more: an upsert, a delete, an update to given values. */;
      readonly isIdempotent: boolean;
    } & Access)
  /** A base class works on the table of whatever class it is the base of. */
  | {
      readonly kind: 'own-access';
      readonly mode: AccessMode;
      readonly isIdempotent: boolean;
      tableOf(self: ClassRef): string | null;
      /** What happens along with it, once the table is known. */
      along?(table: string): readonly Happening[];
    }
  /** A library runs functions of the application by itself: hooks of the model whose rows are touched. */
  | { readonly kind: 'runs'; readonly functions: readonly FunctionRef[]; readonly self: ClassRef | null }
  | { readonly kind: 'transaction'; readonly step: TransactionStep }
  /** `leaves`: it goes on a queue, where it is worked off whoever sent it. */
  | { readonly kind: 'event'; readonly name: string; readonly leaves?: true }
  /** A store beside the database that is kept: `redis incr`. */
  | { readonly kind: 'store'; readonly what: string; readonly isIdempotent: boolean }
  /** A system that is not ours: `fetch api.example.org`, `mail`, `stripe`. */
  | { readonly kind: 'external'; readonly what: string }
  /** Files of the machine are changed. */
  | { readonly kind: 'file'; readonly what: string }
  | { readonly kind: 'session'; readonly mode: AccessMode }
  | { readonly kind: 'unknown'; readonly because: string }
  /**
   * Leads nowhere and sounds like no write: it counts where the method of the request says that something is changed. `isRead`: a table
   * is read, but which is not known.
   */
  | { readonly kind: 'open'; readonly because: string; readonly isRead?: true };
