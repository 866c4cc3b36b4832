import { fieldName } from './tokens.ts';

/**
 * What a plain number stands for. `17` is an order here and a product there; only within one kind of thing can it be
 * renamed.
 */

/** Names of containers that say nothing about what they hold. */
const GENERIC_CONTAINER =
  /^(?:items?|results?|data|rows?|lists?|entries|entry|nodes?|edges?|records?|content|values?|body)$/;

/** The words of a request's path that name things, in singular: `/api/cart/items/7` → `['cart', 'item']`. */
export function resourcesOf(url: string): readonly string[] {
  return (url.split('?', 1)[0] ?? '')
    .split('/')
    .filter((step) => /^[A-Za-z][A-Za-z_-]*$/.test(step))
    .map((step) => singular(step.toLowerCase()));
}

/**
 * The thing that an id field names: `orderId` → `order`; a bare `id` belongs to what holds it, and at the top to the
 * resource of the request. Where the answer lists the request's last word (`/cart/items` answers `items`), it is the thing
 * before: the cart.
 *
 * @param listsLast the answer has a list named by the last word of the request's path
 * @example namespaceOf('body.items[].productId', ['cart', 'item'], true) // 'product'
 */
export function namespaceOf(path: string, resources: readonly string[], listsLast: boolean): string {
  const name = fieldName(path);
  const own = name
    .replace(/(?:_?ids?|Ids?|ID|_?(?:number|no|ref|key)|Number|No|Ref|Key)$/, '')
    .replace(/_$/, '');
  if (own !== '') return singular(own.toLowerCase());
  const last = resources.at(-1) ?? '';
  const holders = path
    .split(/[.>@]/)
    .slice(1, -1)
    .map((step) => step.replace(/\[\]|\*/g, '').toLowerCase());
  const holder = holders.at(-1);
  if (holder === undefined) return listsLast ? (resources.at(-2) ?? last) : last;
  return GENERIC_CONTAINER.test(holder) && !listsLast ? last : singular(holder);
}

export function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:[sxz]|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /(?:ss|us|is)$/.test(word) ? word : word.replace(/s$/, '');
}
