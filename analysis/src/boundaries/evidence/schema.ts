/** What a schema says about how many services there can be. */
import type { TableFacts } from '../../graph/facts.ts';

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
