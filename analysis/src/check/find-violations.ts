import { writingOwners } from '../boundaries/migration-cost.ts';
import type { EdgeFacts, EdgeKind, Facts } from '../graph/facts.ts';
import { compareText } from '../report/order.ts';
import { findCircularArrows } from './circles.ts';
import { emptyRules } from './empty-rules.ts';
import type { Finding } from './finding.ts';
import { type CheckRules, type Home, homeOf, refusalOf } from './rules.ts';
import { unreadModules } from './unread-modules.ts';

/**
 * What makes one module need another as it stands. Events are how services are meant to meet; a call without an import goes through
 * an interface that somebody else wired; a name in a string is likely coupling, which informs a suggestion but must not fail a build.
 */
const heldKinds: ReadonlySet<EdgeKind> = new Set(['import', 'type-import', 'inject', 'relation']);
const symbolsNamed = 3;

/**
 * Everything in the facts that breaks a rule, and every rule that holds nothing. Pure; sorted by place.
 *
 * @example findViolations(facts, rules).filter(mayBeExcused)
 */
export function findViolations(facts: Facts, rules: CheckRules): Finding[] {
  // Test files may reach anywhere; they move with what they test.
  const modules = facts.modules.filter((module) => module.role !== 'test').map((module) => module.path);
  const homes = new Map(modules.map((path) => [path, homeOf(path, rules)]));
  return [
    ...emptyRules(facts, modules, rules),
    ...homelessModules(homes, rules),
    ...dependencies(facts, homes, rules),
    ...circles(facts, homes),
    ...tableAccess(facts, homes, rules),
    ...brokenTransactions(facts, rules),
    ...unreadModules(facts),
  ].sort(
    (a, b) =>
      compareText(a.at.path, b.at.path) ||
      a.at.line - b.at.line ||
      compareText(a.rule, b.rule) ||
      compareText(a.message, b.message),
  );
}

function homelessModules(homes: ReadonlyMap<string, Home>, rules: CheckRules): Finding[] {
  return [...homes].flatMap(([path, home]): Finding[] => {
    const at = { path, line: 1 };
    if (home.kind === 'none') {
      return [
        {
          rule: 'unassigned-module',
          key: [path],
          at,
          message: 'belongs to no service, so no rule holds it',
          cure: `Add it to a service or to shared in ${rules.file}.`,
        },
      ];
    }
    if (home.kind !== 'ambiguous') return [];
    return [
      {
        rule: 'ambiguous-module',
        key: [path],
        at,
        message: `is claimed by ${home.claims.join(' and ')} with equally specific patterns`,
        cure: `Name it by its whole path under one of them in ${rules.file}.`,
      },
    ];
  });
}

interface Crossing {
  readonly edge: EdgeFacts;
  /** `null`: the shared code. */
  readonly from: string | null;
  readonly to: string;
}

/** Edges that leave a service, or the shared code for a service. */
function crossings(facts: Facts, homes: ReadonlyMap<string, Home>): Crossing[] {
  return facts.edges.flatMap((edge): Crossing[] => {
    const from = homes.get(edge.from);
    const to = homes.get(edge.to);
    if (
      to?.kind !== 'service' ||
      !(Object.keys(edge.kinds) as EdgeKind[]).some((kind) => heldKinds.has(kind))
    )
      return [];
    if (from?.kind === 'service' && from.service !== to.service)
      return [{ edge, from: from.service, to: to.service }];
    return from?.kind === 'shared' ? [{ edge, from: null, to: to.service }] : [];
  });
}

function dependencies(facts: Facts, homes: ReadonlyMap<string, Home>, rules: CheckRules): Finding[] {
  return crossings(facts, homes).flatMap(({ edge, from, to }): Finding[] => {
    const refusal = from === null ? 'shared code may not depend on a service' : refusalOf(from, to, rules);
    if (refusal === null) return [];
    return [
      {
        rule: 'dependency',
        key: [edge.from, edge.to],
        at: { path: edge.from, line: firstLine(edge) },
        message: `uses ${symbolsOf(edge)}${edge.to} of ${to}: ${refusal}`,
        cure:
          from === null
            ? `Move the module into ${to}, or hand in what it needs from there.`
            : `Ask ${to} through its API or an event, move one of the two modules, or allow the arrow in ${rules.file}.`,
      },
    ];
  });
}

function firstLine(edge: EdgeFacts): number {
  return edge.places.find(({ kind }) => heldKinds.has(kind))?.line ?? 1;
}

function symbolsOf(edge: EdgeFacts): string {
  // A whole module is no symbol of it.
  const symbols = [...new Set(edge.places.map((place) => place.symbol))].filter(
    (symbol) => !/^\*?$/.test(symbol),
  );
  if (symbols.length === 0) return '';
  const rest = symbols.length - symbolsNamed;
  return `${symbols.slice(0, symbolsNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''} from `;
}

function circles(facts: Facts, homes: ReadonlyMap<string, Home>): Finding[] {
  const byArrow = new Map<string, { readonly from: string; readonly to: string; readonly edge: EdgeFacts }>();
  for (const { edge, from, to } of crossings(facts, homes)) {
    // Types are gone at run time: two services may share each other's.
    if (from === null || !(edge.kinds.import || edge.kinds.inject || edge.kinds.relation)) continue;
    const key = JSON.stringify([from, to]);
    if (!byArrow.has(key)) byArrow.set(key, { from, to, edge });
  }
  return findCircularArrows([...byArrow.values()]).map(({ arrow, way }) => ({
    rule: 'service-cycle',
    key: [arrow.from, arrow.to],
    at: { path: arrow.edge.from, line: firstLine(arrow.edge) },
    message: `uses ${symbolsOf(arrow.edge)}${arrow.edge.to}, which closes the circle ${[...way, way[0]].join(' → ')}`,
    cure: `Turn one of these arrows round: let ${arrow.to} tell ${arrow.from} by an event, or move what both need to the shared code.`,
  }));
}

function tableAccess(facts: Facts, homes: ReadonlyMap<string, Home>, rules: CheckRules): Finding[] {
  const owners = ownersOf(rules);
  if (owners.size === 0) return [];
  const known = new Set<string>();
  return facts.access.flatMap((access): Finding[] => {
    const owner = owners.get(access.table);
    const home = homes.get(access.module);
    if (!home || home.kind === 'none' || home.kind === 'ambiguous') return [];
    if (home.kind === 'service' && home.service === owner) return [];
    const who = home.kind === 'service' ? home.service : 'shared code';
    const key = owner === undefined ? [access.table] : [access.module, access.table, access.mode];
    if (known.has(JSON.stringify(key))) return [];
    known.add(JSON.stringify(key));
    const at = { path: access.module, line: access.line };
    if (owner === undefined) {
      return [
        {
          rule: 'unowned-table',
          key,
          at,
          message: `${who} uses table ${access.table}, which no service owns`,
          cure: `Add it under the tables of its owner in ${rules.file}.`,
        },
      ];
    }
    return [
      {
        rule: 'table-access',
        key,
        at,
        message: `${who} ${access.mode === 'W' ? 'writes' : 'reads'} ${access.table}, which ${owner} owns`,
        cure:
          access.mode === 'W'
            ? `Ask ${owner} to write: give it an operation and call that.`
            : `Read through ${owner}’s API, or keep a copy fed by its events.`,
      },
    ];
  });
}

function brokenTransactions(facts: Facts, rules: CheckRules): Finding[] {
  const owners = ownersOf(rules);
  return facts.transactions.flatMap((transaction): Finding[] => {
    const writers = writingOwners(transaction.steps, (table) => owners.get(table) ?? null);
    if (writers.length < 2) return [];
    const tablesOf = (writer: string) => {
      const written = transaction.steps.filter(
        ([table, mode]) => mode === 'W' && owners.get(table) === writer,
      );
      return [...new Set(written.map(([table]) => table))].join(', ');
    };
    return [
      {
        rule: 'transaction',
        key: [transaction.module, transaction.function, ...writers],
        at: { path: transaction.module, line: transaction.line },
        message: `one transaction writes ${writers.map((writer) => `${tablesOf(writer)} of ${writer}`).join(' and ')}`,
        cure: 'Split it into a saga with a compensating step, or move the tables to one owner.',
      },
    ];
  });
}

function ownersOf(rules: CheckRules): ReadonlyMap<string, string> {
  return new Map(
    rules.services.flatMap((service) => service.tables.map((table) => [table.text, service.name])),
  );
}
