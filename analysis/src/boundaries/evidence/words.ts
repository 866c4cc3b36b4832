/** Names split into the words that may name a service. */
import type { ModuleFacts } from '../../graph/facts.ts';

/**
 * Words that say what kind of part a module is, never what it is about. They hold modules of all services together, so
 * leaving them out is worth 0.05 ARI (0.09 with hashed file names). Only words that hardly ever name a business thing are
 * listed: `event`, `type`, `store` or `token` may be somebody's domain, and weigh by how their modules depend on each other.
 */
const LAYER_WORDS: ReadonlySet<string> = new Set(
  [
    'controller service svc module repository repo dao entity model schema dto vo resolver guard interceptor gateway',
    'usecase use case command query handler subscriber processor router route middleware presenter adapter',
    'interface util helper enum input output arg args param request response req res payload prop props option default',
    'error exception constant common base abstract impl factory mapper provider decorator serializer transformer validator',
    'index main lib core shared config configuration bootstrap definition typing',
    'rest graphql gql grpc soap http',
    'test spec mock stub fake fixture seed migration',
    'legacy deprecated',
  ].flatMap((line) => line.split(' ')),
);

/** Words of a name or path's last part: `src/OrderItems.service.ts` → order, item. */
export function wordsOfPath(name: string): string[] {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  const stem = base.replace(/\.[cm]?[jt]sx?$/, '');
  // A dotted name without a file ending is a qualified class name; its last part is the class.
  const isQualified = stem === base && /^[\w$]+(\.[\w$]+){2,}$/.test(base);
  return wordsOfName(isQualified ? base.slice(base.lastIndexOf('.') + 1) : stem);
}

/** Words of an identifier that may name a service: singular, lower case, without those of layers. */
export function wordsOfName(name: string): string[] {
  return splitWords(name).map(singular).filter(namesSomething);
}

/** The words of an identifier or file name, each as it is written there: `analytics` for analytic. */
export function spelledWords(name: string): { readonly word: string; readonly written: string }[] {
  return splitWords(name.replace(/\.[cm]?[jt]sx?$/, '')).map((written) => ({
    word: singular(written),
    written,
  }));
}

/** How often a whole name counts beside its words: 2 to 4 do the same, 6 drowns the words. */
const WHOLE_NAME = 3;

/**
 * The words of one name, repeated by how much they say. The first says what it is about, the others what of it:
 * `order-status-history` is about orders. The whole name stands as a word of its own, since modules whose names differ only
 * in the layer (`order.controller`, `order.service`, `OrderRepository`) are parts of one thing.
 */
function weighted(words: readonly string[]): string[] {
  if (words.length === 0) return [];
  return [...words.slice(0, 1), ...words, ...Array<string>(WHOLE_NAME).fill(`=${words.join(' ')}`)];
}

/** The first whole name among the words of a module: that of its file, or of its first export where the file says nothing (`index.ts`). */
export function ownWholeName(words: readonly string[]): string | undefined {
  return words.find((word) => word.startsWith('='));
}

/** Words of a node of a graph file; its name is all that is known. */
export function wordsOfNode(id: string): string[] {
  return weighted(wordsOfPath(id));
}

/** Words of a table, as those of a module: `public.order_items` → order, order, item, and the whole name. */
export function wordsOfTable(name: string): string[] {
  return weighted(wordsOfName(name.slice(name.lastIndexOf('.') + 1)));
}

/**
 * Words of a module, repeated by how much they count: those of its folders, of its file's name, of every export, and once
 * what it says elsewhere (tables, routes). A folder that names a layer (`services/`) has no such word.
 */
export function wordsOfModule(module: Pick<ModuleFacts, 'path' | 'exports' | 'words'>): string[] {
  const folders = module.path.split('/').slice(0, -1).flatMap(wordsOfName);
  const names = [wordsOfPath(module.path), ...module.exports.map(wordsOfName)].flatMap(weighted);
  const said = new Set(names);
  const others = new Set(
    module.words.map(singular).filter((word) => namesSomething(word) && !said.has(word)),
  );
  return [...folders, ...names, ...others];
}

/** False for words that only say what kind of part something is. */
export function namesSomething(word: string): boolean {
  return !LAYER_WORDS.has(word);
}

/**
 * Camel case, snake case, kebab case and acronyms apart, lower case, without single letters and digits.
 *
 * Parts that mix letters and digits more than once are no words but hashes and versions: `f5c7bd6b1f8`.
 */
function splitWords(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => !/\p{N}+\p{L}+\p{N}+/u.test(part))
    .flatMap((part) =>
      part
        .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
        .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
        .split(/[^\p{L}]+/u),
    )
    .filter((word) => word.length > 1)
    .map((word) => word.toLowerCase());
}

/** `orders` and `order` are one word. Not a stemmer: English plurals in names are nearly all regular. */
export function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:ss|x|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}
