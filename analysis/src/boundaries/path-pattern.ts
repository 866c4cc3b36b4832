/**
 * Path patterns of `boundaries.yaml`: `**` for any folders, `*` and `?` inside one name, `{a,b}`, and `\` before a character that is
 * meant as itself. A pattern without any of them is one path.
 */

export interface PathPattern {
  readonly text: string;
  readonly matches: (path: string) => boolean;
  /** Literal characters; where two patterns match, the one with more of them decides. */
  readonly specificity: number;
}

/** Longer patterns are mistakes, and would only make matching slow. */
const longestPattern = 1_000;

/**
 * Takes time in proportion to the pattern and the path, whatever is in them: a `boundaries.yaml` may come with a tree that nobody
 * trusts, and a regular expression made of many `*` would run for hours.
 *
 * @throws RangeError when the pattern is empty, too long, or has an open brace.
 * @example compilePattern('src/orders/**').matches('src/orders/api/list.ts') // true
 */
export function compilePattern(text: string): PathPattern {
  if (text === '' || text.length > longestPattern)
    throw new RangeError(`“${text.slice(0, 40)}” is no path pattern`);
  const parts = readParts(text);
  const literals = parts.filter((part) => part.kind === 'character');
  const isPlain = literals.length === parts.length;
  const plain = literals.map(({ character }) => character).join('');
  const prefix = plainPrefix(parts);
  const machine = new Machine(parts);
  return {
    text,
    matches: isPlain
      ? (path) => path === plain
      : (path) => path.startsWith(prefix) && machine.accepts(path.slice(prefix.length)),
    specificity: parts.some(({ kind }) => wildcards.has(kind)) ? literals.length : Number.POSITIVE_INFINITY,
  };
}

type Part =
  | { readonly kind: 'character'; readonly character: string }
  /** `?`, `*`, `**`, and `**\/`, which also matches no folder at all. */
  | { readonly kind: 'one' | 'name' | 'all' | 'folders' }
  /** `{`, `,` and `}`. */
  | { readonly kind: 'open' | 'or' | 'close' };

const wildcards: ReadonlySet<string> = new Set(['one', 'name', 'all', 'folders']);

function readParts(text: string): Part[] {
  const parts: Part[] = [];
  const characters = Array.from(text);
  let depth = 0;
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i] as string;
    if (character === '\\' && i + 1 < characters.length) {
      i += 1;
      parts.push({ kind: 'character', character: characters[i] as string });
    } else if (character === '*' && characters[i + 1] === '*') {
      const isFolders = characters[i + 2] === '/';
      i += isFolders ? 2 : 1;
      parts.push({ kind: isFolders ? 'folders' : 'all' });
    } else if (character === '*') parts.push({ kind: 'name' });
    else if (character === '?') parts.push({ kind: 'one' });
    else if (character === '{') {
      depth += 1;
      parts.push({ kind: 'open' });
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      parts.push({ kind: 'close' });
    } else if (character === ',' && depth > 0) parts.push({ kind: 'or' });
    else parts.push({ kind: 'character', character });
  }
  if (depth > 0) throw new RangeError(`“${text}” opens a brace that it does not close`);
  return parts;
}

function plainPrefix(parts: readonly Part[]): string {
  const end = parts.findIndex(({ kind }) => kind !== 'character');
  return parts
    .slice(0, end < 0 ? parts.length : end)
    .map((part) => (part.kind === 'character' ? part.character : ''))
    .join('');
}

type Test = (character: string) => boolean;

const isInName: Test = (character) => character !== '/';
const isAny: Test = () => true;

interface State {
  /** What takes the path one character further, if anything does. */
  readonly takes: Test | null;
  /** Where that leads; for a state that takes nothing, all that it stands for. */
  readonly next: number[];
}

/** A nondeterministic automaton, walked in all its states at once. The plain prefix is left to the caller. */
class Machine {
  readonly #states: State[] = [];
  readonly #start: number;
  readonly #end: number;

  constructor(parts: readonly Part[]) {
    const rest = parts.slice(parts.findIndex(({ kind }) => kind !== 'character'));
    this.#start = this.#state(null);
    let at = this.#start;
    const groups: { from: number; to: number }[] = [];
    for (const part of rest) {
      if (part.kind === 'character') at = this.#take(at, (character) => character === part.character);
      else if (part.kind === 'one') at = this.#take(at, isInName);
      else if (part.kind === 'name') at = this.#loop(at, isInName);
      else if (part.kind === 'all') at = this.#loop(at, isAny);
      else if (part.kind === 'folders') at = this.#folders(at);
      else if (part.kind === 'open') {
        const group = { from: at, to: this.#state(null) };
        groups.push(group);
        at = this.#branch(group.from);
      } else {
        const group = groups.at(-1) as { from: number; to: number };
        this.#lead(at, group.to);
        at = part.kind === 'or' ? this.#branch(group.from) : group.to;
        if (part.kind === 'close') groups.pop();
      }
    }
    this.#end = at;
  }

  accepts(text: string): boolean {
    let current = this.#reach([this.#start]);
    for (const character of text) {
      const next: number[] = [];
      for (const index of current) {
        const { takes, next: after } = this.#states[index] as State;
        if (takes?.(character)) next.push(...after);
      }
      if (next.length === 0) return false;
      current = this.#reach(next);
    }
    return current.has(this.#end);
  }

  /** All states that can be reached without taking a character. */
  #reach(from: readonly number[]): Set<number> {
    const reached = new Set(from);
    for (const index of reached) {
      const { takes, next } = this.#states[index] as State;
      if (takes === null) for (const other of next) reached.add(other);
    }
    return reached;
  }

  #state(takes: Test | null): number {
    this.#states.push({ takes, next: [] });
    return this.#states.length - 1;
  }

  #lead(from: number, to: number): void {
    this.#states[from]?.next.push(to);
  }

  #branch(from: number): number {
    const branch = this.#state(null);
    this.#lead(from, branch);
    return branch;
  }

  /** Behind one character. */
  #take(from: number, takes: Test): number {
    const taking = this.#state(takes);
    const after = this.#state(null);
    this.#lead(from, taking);
    this.#lead(taking, after);
    return after;
  }

  /** Behind any number of characters. */
  #loop(from: number, takes: Test): number {
    const hub = this.#branch(from);
    this.#lead(this.#take(hub, takes), hub);
    return this.#branch(hub);
  }

  /** Behind any number of names with a slash. */
  #folders(from: number): number {
    const hub = this.#branch(from);
    const name = this.#loop(this.#take(hub, isInName), isInName);
    this.#lead(
      this.#take(name, (character) => character === '/'),
      hub,
    );
    return this.#branch(hub);
  }
}

/** Characters that patterns give a meaning, as themselves. */
export function escapePattern(path: string): string {
  return path.replace(/[\\*?{}]/g, '\\$&');
}
