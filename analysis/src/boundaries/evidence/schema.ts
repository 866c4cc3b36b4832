/** What a schema, and what asks for its data, say about how many services there can be. */
import type { Facts, TableFacts } from '../../graph/facts.ts';

/** Fewer tables than this say more about what could be read than about the system. */
const MIN_TABLES = 3;
/** A schema that defines nearly every table in use was read whole. */
const DEFINED_SHARE = 0.8;

/** Whether the tables known are all there are. */
export function areComplete(isDefined: readonly boolean[]): boolean {
  const defined = isDefined.filter(Boolean).length;
  return defined >= MIN_TABLES && defined >= isDefined.length * DEFINED_SHARE;
}

/** Rows that die with the rows of this many other tables tie those together and stand for nothing of their own. */
const PARENTS_OF_A_LINK = 2;

/**
 * Tables that stand for something of their own. A vote dies with its post and with its voter: it is a link between the two
 * (an associative entity), and no service is made of links alone.
 */
export function independentTables(tables: readonly TableFacts[]): number {
  const links = tables.filter(({ name, foreignKeys }) => {
    const parents = foreignKeys.filter(({ onDelete }) => onDelete.toUpperCase() === 'CASCADE');
    return (
      new Set(parents.map(({ references }) => references).filter((parent) => parent !== name)).size >=
      PARENTS_OF_A_LINK
    );
  });
  return Math.max(1, tables.length - links.length);
}

/** Where fewer of the entry points reach a table, the way from them to their tables could not be read. */
const REACHING_SHARE = 0.5;

/**
 * Modules that answer routes, jobs or listeners and need no table for any of them: what they offer (previews, uploads, queues,
 * clients of outside APIs) can be a service without data.
 */
export function interfacesWithoutData({ routes, entries }: Pick<Facts, 'routes' | 'entries'>): number {
  const answers = [
    ...routes.map(({ handler, tables }) => ({ module: handler.module, tables })),
    ...entries.map(({ module, tables }) => ({ module, tables })),
  ];
  const reaching = answers.filter(({ tables }) => tables.length > 0);
  if (reaching.length < answers.length * REACHING_SHARE) return 0;
  const needing = new Set(reaching.map(({ module }) => module));
  return new Set(answers.map(({ module }) => module)).difference(needing).size;
}
