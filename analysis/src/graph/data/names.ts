/** How libraries make table names out of class and model names. */

/** `OrderLine` and `orderLine` become `order_line` (TypeORM, MikroORM). */
export function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['person', 'people'],
  ['child', 'children'],
  ['man', 'men'],
  ['woman', 'women'],
  ['mouse', 'mice'],
  ['foot', 'feet'],
  ['tooth', 'teeth'],
  ['goose', 'geese'],
  ['ox', 'oxen'],
]);
const UNCOUNTABLE =
  /(?:^|[a-z])(?:news|equipment|information|rice|money|species|series|fish|sheep|data|metadata|media|police|feedback|[Ss]tuff)$/i;

/** English plural, as Sequelize and Mongoose form it; what is plural already stays. */
export function plural(name: string): string {
  const last = /[A-Z]?[a-z]+$/.exec(name)?.[0] ?? name;
  const irregular = IRREGULAR.get(last.toLowerCase());
  if (irregular !== undefined)
    return (
      name.slice(0, name.length - last.length) +
      (/^[A-Z]/.test(last) ? irregular[0]?.toUpperCase() + irregular.slice(1) : irregular)
    );
  if (UNCOUNTABLE.test(name) || /(?:[^su]s|ies|ches|sses|xes)$/.test(name)) return name;
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  if (/(?:s|x|z|ch|sh)$/i.test(name)) return `${name}es`;
  if (/sis$/i.test(name)) return `${name.slice(0, -2)}es`;
  return `${name}s`;
}

/** `users as u`, `public.users`: the table alone. */
export function tableIn(text: string): string {
  const name = text.trim().split(/\s+/)[0] ?? text;
  return name.replace(/["`[\]]/g, '').replace(/^public\./, '');
}
