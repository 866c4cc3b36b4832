/** What to do about a seam, in a sentence. Runs in the browser too (the what-if page): no imports but types. */
import type { EdgeFacts, UsePlace } from '../graph/facts.ts';
import type { SeamKind } from './boundaries.ts';

/** What to do about a seam of each kind. */
const REMEDY: Readonly<Record<SeamKind, string>> = {
  transaction: 'Split the transaction: a saga with a compensating step, or move the tables to one owner.',
  'table-write': 'Ask the owner to write: give it an operation and call that instead.',
  join: 'Join in code over the owner’s API, or keep a read model fed by its changes.',
  'shared-state': 'Move the state to one owner, or to a store that both sides reach.',
  'foreign-key': 'Drop the constraint, keep the id, and check it on write through the owner’s API.',
  'table-read': 'Read through the owner’s API, or keep a replica fed by its changes.',
  call: 'Turn the call into a request to the service’s API.',
  inject: 'Inject a client of the service’s API instead of its class.',
  name: 'Replace the lookup by name with a client of the service’s API.',
  relation: 'Keep the id instead of the object relation and load through the owner’s API.',
  import: 'Move the imported helper to a shared package, duplicate it, or call the service.',
  event: 'Send the event over the message bus; deliver at least once.',
  'type-import': 'Copy the type, or share it in a contracts package.',
};

/** What is imported to be called needs nothing of its own. */
const IMPORTED_FOR_CALLS = 'Goes with the calls: once they are requests, nothing is imported.';
const IMPORTED_TO_SHARE = 'Goes with the calls: it comes from the shared package then.';
const IMPORTED_BESIDE_CALLS =
  'What is called goes with the calls; move the rest to a shared package, or duplicate it.';
const IMPORTED_MODELS = 'Goes with the reads and writes of its table: the model stays with the owner.';
const READ_BY_JOINS = 'As for the joins: through the owner’s API, or from the read model.';
const CALLED_TO_SHARE =
  'Reaches no table: move the code to a shared package, or make it a request where it keeps state or talks to others.';
const LOADED_BY_PATTERN = 'A pattern of paths loads files of both: let each service load its own.';

/** Names that a sentence can hold. */
const NAMED = 3;

/** What crosses from one service to another in one way, as far as the remedy depends on it. */
export class SeamContent {
  readonly what = new Set<string>();
  /** Called, and reaching no table. */
  readonly #tableless = new Set<string>();
  /** Called, and not known to reach no table. */
  readonly #needed = new Set<string>();
  /** Imported from files that define tables. */
  readonly #models = new Set<string>();
  /** Whether something is imported as a whole from a file of which nothing is called. */
  isUncalledWhole = false;

  /** @param places those of this kind. @param definesTable files with models. */
  note(edge: EdgeFacts, places: readonly UsePlace[], definesTable: { has(path: string): boolean }): void {
    const isCalled = CALLING.some((kind) => edge.kinds[kind]);
    for (const { kind, symbol, touchesNoTable } of places) {
      if (kind === 'call') (touchesNoTable ? this.#tableless : this.#needed).add(symbol);
      if (kind !== 'import') continue;
      if (definesTable.has(edge.to)) this.#models.add(symbol);
      if (symbol === '*' && !isCalled) this.isUncalledWhole = true;
    }
  }

  /** Called names whose code can be shared, sorted. */
  get shareable(): readonly string[] {
    return [...this.#tableless].filter((name) => !this.#needed.has(name)).sort();
  }

  get holdsModelsOnly(): boolean {
    return this.what.size > 0 && [...this.what].every((name) => this.#models.has(name));
  }
}

/** What to do about a seam, given the others between the same two services: two remedies for one line would contradict each other. */
export function remedyOf(
  kind: SeamKind,
  content: SeamContent,
  beside: (kind: SeamKind) => SeamContent | undefined,
): string {
  const names = [...content.what];
  switch (kind) {
    case 'call':
      return remedyOfCalls(content);
    case 'import':
      return remedyOfImports(content, names, beside) ?? REMEDY.import;
    case 'table-read': {
      const joined = beside('join')?.what;
      return joined && names.every((table) => joined.has(table)) ? READ_BY_JOINS : REMEDY[kind];
    }
    case 'name':
      return names.length > 0 && names.every((name) => name.includes('*')) ? LOADED_BY_PATTERN : REMEDY[kind];
    default:
      return REMEDY[kind];
  }
}

function remedyOfCalls({ what, shareable }: SeamContent): string {
  if (shareable.length === 0) return REMEDY.call;
  if (shareable.length === what.size) return CALLED_TO_SHARE;
  const [is, it] = shareable.length === 1 ? ['reaches', 'its'] : ['reach', 'their'];
  return `Turn the calls into requests to the service’s API; ${listOf(shareable)} ${is} no table: share ${it} code instead.`;
}

function remedyOfImports(
  content: SeamContent,
  names: readonly string[],
  beside: (kind: SeamKind) => SeamContent | undefined,
): string | null {
  if (content.holdsModelsOnly && USING_TABLES.some((each) => beside(each))) return IMPORTED_MODELS;
  const called = calledNames(CALLING.flatMap((each) => [...(beside(each)?.what ?? [])]));
  const isCalled = (name: string) => called.has(name) || (name === '*' && called.size > 0);
  if (names.length > 0 && names.every(isCalled) && !content.isUncalledWhole) {
    const shareable = calledNames(beside('call')?.shareable ?? []);
    return names.every((name) => shareable.has(name)) ? IMPORTED_TO_SHARE : IMPORTED_FOR_CALLS;
  }
  return names.some(isCalled) ? IMPORTED_BESIDE_CALLS : null;
}

const CALLING = ['call', 'inject', 'name'] as const;
const USING_TABLES: readonly SeamKind[] = ['table-read', 'table-write', 'join'];

/** `Timer.now` is called on what is imported as `Timer`. */
function calledNames(symbols: readonly string[]): ReadonlySet<string> {
  return new Set(symbols.flatMap((symbol) => [symbol, symbol.replace(/\..*$/, '')]));
}

/** `a`, `a and b`, `a, b, c and 4 more`. */
function listOf(names: readonly string[]): string {
  const rest = names.length - NAMED;
  const shown = rest > 0 ? [...names.slice(0, NAMED), `${rest} more`] : names;
  return [shown.slice(0, -1).join(', '), ...shown.slice(-1)].filter((text) => text !== '').join(' and ');
}
