/**
 * The price of a cut as something that can be changed a node at a time: modules and tables have services, and every fact that
 * a cut can break is charged to the arrow between two of them, at the unit costs of `migration-cost.ts`.
 */
import type { AccessMode, EdgeKind, Facts } from '../../graph/facts.ts';
import { UNIT_COST } from '../migration-cost.ts';
import { Numbering } from '../numbering.ts';

/** Node numbers of modules; tables follow. Names that are not in it take part in nothing. */
export interface CutNodes {
  readonly modules: readonly string[];
  readonly tables: readonly string[];
}

/**
 * Two services that need each other can be released neither first: what the lesser of both arrows costs is charged again by
 * half. Longer circles are not seen here.
 */
const MUTUAL_SURCHARGE = 0.5;

/** Something that costs, given the services of a few nodes. */
interface Charge {
  /** All nodes whose service matters. */
  readonly nodes: readonly number[];
  /** Calls `on` for every arrow that it costs. */
  arrows(serviceOf: Int32Array, on: (from: number, to: number, cost: number) => void): void;
}

/**
 * What a service that uses a target pays once, however many of its nodes do. Counted and not looked up: some tables are used by
 * hundreds of modules, and each module is tried in every service around it.
 */
interface Share {
  readonly target: number;
  /** Each once. */
  readonly users: readonly number[];
  readonly cost: number;
  /** Users in each service. */
  readonly usersIn: Int32Array;
}

export class CutModel {
  /** Service of each node; −1: none. */
  readonly services: Int32Array;
  readonly #count: number;
  readonly #arrows: Float64Array;
  readonly #links: readonly { readonly from: number; readonly to: number; readonly cost: number }[];
  readonly #linksOf: readonly (readonly number[])[];
  readonly #shares: readonly Share[];
  /** Shares that a node is a user of. */
  readonly #sharesOf: readonly (readonly number[])[];
  /** Shares that a node is the target of. */
  readonly #sharesAt: readonly (readonly number[])[];
  readonly #charges: readonly Charge[];
  readonly #chargesOf: readonly (readonly number[])[];
  #cost = 0;
  #surcharge = 0;

  /** @param services of all nodes, 0 … `count` − 1 or −1. */
  constructor(facts: Facts, nodes: CutNodes, services: Int32Array, count: number) {
    this.services = services.slice();
    this.#count = count;
    this.#arrows = new Float64Array(count * count);
    const numbering = new Numbering(nodes.modules, nodes.tables);
    this.#links = linksOf(facts, numbering);
    this.#charges = transactionCharges(facts, numbering);
    this.#shares = [...accessShares(facts, numbering), ...stateShares(facts, numbering)].map((use) => ({
      ...use,
      usersIn: new Int32Array(count),
    }));
    const size = services.length;
    this.#linksOf = byNode(
      size,
      this.#links.map(({ from, to }) => [from, to]),
    );
    this.#chargesOf = byNode(
      size,
      this.#charges.map(({ nodes: own }) => own),
    );
    this.#sharesOf = byNode(
      size,
      this.#shares.map(({ users }) => users),
    );
    this.#sharesAt = byNode(
      size,
      this.#shares.map(({ target }) => [target]),
    );
    for (const link of this.#links) this.#charge(services[link.from], services[link.to], link.cost);
    for (const share of this.#shares) {
      for (const user of share.users) {
        const service = services[user] as number;
        if (service >= 0) share.usersIn[service] = (share.usersIn[service] as number) + 1;
      }
      this.#chargeAll(share, 1);
    }
    for (const charge of this.#charges) this.#apply(charge, 1);
  }

  /** Of all seams, in migration cost units. */
  get cost(): number {
    return this.#cost;
  }

  /** What is minimised: the cost, and the surcharge for services that need each other. */
  get price(): number {
    return this.#cost + this.#surcharge;
  }

  /** Gives a node another service. */
  move(node: number, to: number): void {
    this.#chargeFactsOf(node, -1);
    this.services[node] = to;
    this.#chargeFactsOf(node, 1);
  }

  /** Takes away, or adds, what costs because of where the node is. */
  #chargeFactsOf(node: number, sign: 1 | -1): void {
    for (const index of this.#linksOf[node] ?? []) this.#chargeLink(index, sign);
    for (const index of this.#chargesOf[node] ?? []) this.#apply(this.#charges[index], sign);
    if (sign < 0) for (const index of this.#sharesAt[node] ?? []) this.#chargeAll(this.#shares[index], sign);
    for (const index of this.#sharesOf[node] ?? []) this.#countUser(this.#shares[index], node, sign);
    if (sign > 0) for (const index of this.#sharesAt[node] ?? []) this.#chargeAll(this.#shares[index], sign);
  }

  /** One user more or less in its service: only the first one and the last one cost. */
  #countUser(share: Share | undefined, user: number, sign: 1 | -1): void {
    const service = this.services[user] as number;
    if (share === undefined || service < 0) return;
    const before = share.usersIn[service] as number;
    share.usersIn[service] = before + sign;
    const isOnly = before === (sign > 0 ? 0 : 1);
    // Where the target itself moves, all that its users pay is charged anew.
    if (isOnly && share.target !== user)
      this.#charge(service, this.services[share.target], sign * share.cost);
  }

  #chargeAll(share: Share | undefined, sign: 1 | -1): void {
    if (share === undefined) return;
    const target = this.services[share.target];
    for (let service = 0; service < this.#count; service += 1)
      if ((share.usersIn[service] as number) > 0) this.#charge(service, target, sign * share.cost);
  }

  /** Services of the nodes that share a fact with this one. */
  servicesAround(node: number): Set<number> {
    const around = new Set<number>();
    for (const other of this.neighbours(node)) around.add(this.services[other] as number);
    around.delete(-1);
    return around;
  }

  /** Nodes that share a fact with this one; some more than once. */
  *neighbours(node: number): Generator<number> {
    for (const index of this.#linksOf[node] ?? []) {
      const { from, to } = this.#links[index] as { from: number; to: number };
      yield from === node ? to : from;
    }
    for (const index of this.#chargesOf[node] ?? [])
      for (const other of this.#charges[index]?.nodes ?? []) if (other !== node) yield other;
    for (const index of this.#sharesOf[node] ?? []) {
      const target = this.#shares[index]?.target as number;
      if (target !== node) yield target;
      for (const other of this.#shares[index]?.users ?? []) if (other !== node) yield other;
    }
    for (const index of this.#sharesAt[node] ?? [])
      for (const other of this.#shares[index]?.users ?? []) if (other !== node) yield other;
  }

  /** Sum of all prices if every node were a service of its own. */
  get potential(): number {
    const alone = Int32Array.from(this.services.keys());
    let sum = this.#links.reduce((total, { cost }) => total + cost, 0);
    for (const { users, cost } of this.#shares) sum += users.length * cost;
    for (const charge of this.#charges) charge.arrows(alone, (_from, _to, cost) => (sum += cost));
    return sum;
  }

  #chargeLink(index: number, sign: 1 | -1): void {
    const link = this.#links[index];
    if (link) this.#charge(this.services[link.from], this.services[link.to], sign * link.cost);
  }

  #apply(charge: Charge | undefined, sign: 1 | -1): void {
    charge?.arrows(this.services, (from, to, cost) => this.#charge(from, to, sign * cost));
  }

  #charge(from = -1, to = -1, cost: number): void {
    if (from < 0 || to < 0 || from === to) return;
    const there = from * this.#count + to;
    const back = this.#arrows[to * this.#count + from] as number;
    const before = this.#arrows[there] as number;
    const after = before + cost;
    this.#arrows[there] = after;
    this.#cost += cost;
    this.#surcharge += MUTUAL_SURCHARGE * (Math.min(after, back) - Math.min(before, back));
  }
}

function linksOf(
  facts: Facts,
  numbering: Numbering,
): { readonly from: number; readonly to: number; readonly cost: number }[] {
  const links: { from: number; to: number; cost: number }[] = [];
  for (const edge of facts.edges) {
    const from = numbering.module(edge.from);
    const to = numbering.module(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    const symbols = new Map<EdgeKind, Set<string>>();
    for (const { kind, symbol } of edge.places)
      symbols.set(kind, (symbols.get(kind) ?? new Set()).add(symbol));
    let cost = 0;
    for (const kind of Object.keys(edge.kinds) as EdgeKind[])
      cost += UNIT_COST[kind] * Math.max(1, symbols.get(kind)?.size ?? 0);
    if (cost > 0) links.push({ from, to, cost });
  }
  for (const { module, tables } of facts.joins) {
    const from = numbering.module(module);
    if (from === undefined) continue;
    for (const to of numbering.tables(tables)) links.push({ from, to, cost: UNIT_COST.join });
  }
  for (const { name, foreignKeys } of facts.tables) {
    const from = numbering.table(name);
    if (from === undefined) continue;
    for (const to of numbering.tables(foreignKeys.map(({ references }) => references)))
      if (to !== from) links.push({ from, to, cost: UNIT_COST['foreign-key'] });
  }
  return links;
}

type Use = Omit<Share, 'usersIn'>;

/** A table costs a service once a mode, wherever in the service it is touched. */
function accessShares(facts: Facts, numbering: Numbering): Use[] {
  const users = new Map<number, Record<AccessMode, Set<number>>>();
  for (const { module, table, mode } of facts.access) {
    const user = numbering.module(module);
    const node = numbering.table(table);
    if (user === undefined || node === undefined) continue;
    const known = users.get(node) ?? { R: new Set(), W: new Set() };
    users.set(node, known);
    known[mode].add(user);
  }
  return [...users].flatMap(([target, modes]) =>
    (['R', 'W'] as const).map((mode) => ({
      target,
      users: [...modes[mode]],
      cost: UNIT_COST[mode === 'W' ? 'table-write' : 'table-read'],
    })),
  );
}

function stateShares(facts: Facts, numbering: Numbering): Use[] {
  return facts.sharedState.flatMap(({ module, writers, readers }): Use[] => {
    const target = numbering.module(module);
    const users = new Set([...writers, ...readers].flatMap((user) => numbering.module(user) ?? []));
    return target === undefined ? [] : [{ target, users: [...users], cost: UNIT_COST['shared-state'] }];
  });
}

function transactionCharges(facts: Facts, numbering: Numbering): Charge[] {
  return facts.transactions.flatMap(({ module, steps }): Charge[] => {
    const home = numbering.module(module);
    const written = numbering.tables(steps.flatMap(([table, mode]) => (mode === 'W' ? [table] : [])));
    if (written.length < 2) return [];
    return [
      {
        nodes: [...(home === undefined ? [] : [home]), ...new Set(written)],
        arrows(serviceOf, on) {
          const owners = new Set(written.map((table) => serviceOf[table] as number));
          owners.delete(-1);
          const own = home === undefined ? -1 : (serviceOf[home] as number);
          const from = own >= 0 ? own : Math.min(...owners);
          if (owners.size > 1) for (const owner of owners) on(from, owner, UNIT_COST.transaction);
        },
      },
    ];
  });
}

function byNode(size: number, nodesOf: readonly (readonly number[])[]): number[][] {
  const lists: number[][] = Array.from({ length: size }, () => []);
  nodesOf.forEach((nodes, index) => {
    for (const node of new Set(nodes)) lists[node]?.push(index);
  });
  return lists;
}
