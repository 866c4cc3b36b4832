import { fieldName } from './tokens.ts';

/**
 * What a plain number stands for. `17` is an order here and a product there; only within one kind of thing can it be
 * renamed.
 */

/**
 * The thing that an id field names: `orderId` → `order`; a bare `id` belongs to what holds it, and at the top to the
 * resource of the request.
 *
 * @example namespaceOf('body.items[].productId', 'order') // 'product'
 */
export function namespaceOf(path: string, resource: string): string {
  const name = fieldName(path);
  const own = name
    .replace(/(?:_?ids?|Ids?|ID|_?(?:number|no|ref|key)|Number|No|Ref|Key)$/, '')
    .replace(/_$/, '');
  if (own !== '') return singular(own.toLowerCase());
  const holder = path
    .split(/[.>@]/)
    .slice(1, -1)
    .at(-1)
    ?.replace(/\[\]|\*/g, '');
  return holder ? singular(holder.toLowerCase()) : resource;
}

/** The resource of a path: its last word that is no id. `/api/orders/17` → `order`. */
export function resourceOf(url: string): string {
  const words = (url.split('?', 1)[0] ?? '').split('/').filter((step) => /^[A-Za-z][A-Za-z_-]*$/.test(step));
  return singular((words.at(-1) ?? '').toLowerCase());
}

export function singular(word: string): string {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/.test(word)) return word;
  return word.replace(/(?<=[sxz]|ch|sh)es$/, '').replace(/s$/, '');
}
