/**
 * RedBeanNode (redbean-node): tables are named by strings at each call, and rows ("beans") remember where they came from.
 *
 *     const bean = R.dispense('monitor'); bean.name = name; await R.store(bean);
 *
 * `store` and `trash` name no table: it is that of the calls which made the bean.
 */
import type { Value } from '../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../call-index.ts';
import type { Happening } from '../effects/happening.ts';
import type { ClassRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { namesIn } from './columns.ts';
import { type CreateDataReader, type DataRead, dataRead, reads, writes } from './data-reader.ts';
import type { SchemaTables } from './schema-tables.ts';

const REDBEAN = 'redbean-node';
/** Methods that read the table named first; the second argument is the condition. */
const READS: ReadonlySet<string> = new Set(['load', 'find', 'findAll', 'findOne', 'count', 'inspect']);
/** Methods that give beans of the table named first, also without asking for it. */
const MAKES: ReadonlySet<string> = new Set([
  'dispense',
  'load',
  'find',
  'findAll',
  'findOne',
  'convertToBean',
  'convertToBeans',
]);
/** Methods that write the table of the beans they are handed. */
const KEEPS: ReadonlySet<string> = new Set(['store', 'storeAll', 'trash', 'trashAll']);
const STEPS: ReadonlySet<string> = new Set(['begin', 'commit', 'rollback']);
const MAX_DEPTH = 6;

export const createRedbeanReader: CreateDataReader = (program, schema) => {
  const isUsed = usesAnyPackage(program, new Set([REDBEAN]));
  return {
    defineTables: () => {
      if (isUsed) defineBeanModels(program, schema);
    },
    mayRead: (name) => isUsed && (READS.has(name) || KEEPS.has(name) || STEPS.has(name)),
    read: (site) => (isRedbean(program, site) ? readRedbean(program, site) : null),
  };
};

/** `R` itself or the transaction that it began; `R.knex` is another matter. */
function isRedbean(program: Program, site: CallSite): boolean {
  const receiver = receiverOf(site.call);
  if (receiver === null) return false;
  const entity = program.evaluate(site.path, receiver);
  return (
    entity.kind === 'external' &&
    entity.package === REDBEAN &&
    /^R(?:\.begin\.\(\))?$/.test(entity.way.join('.'))
  );
}

/** `R.autoloadModels(folder)` calls the table of a `BeanModel` as the file that holds it. */
function defineBeanModels(program: Program, schema: SchemaTables): void {
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    for (const [index, { line }] of program.file(path).classes.entries())
      if (isBeanModel(program, { path, class: index }))
        schema.define(tableOfFile(path), [], [], { path, line });
  }
}

function isBeanModel(program: Program, ref: ClassRef): boolean {
  const { extends: base } = program.classOf(ref);
  const entity = base === null ? null : program.evaluate(ref.path, base);
  return entity?.kind === 'external' && entity.package === REDBEAN && entity.way.at(-1) === 'BeanModel';
}

const tableOfFile = (path: string): string => (path.split('/').at(-1) ?? path).replace(/\.\w+$/, '');

function readRedbean(program: Program, site: CallSite): DataRead | null {
  const name = calledName(site.call);
  const [first, condition] = site.call.args;
  if (STEPS.has(name)) return { access: [], happenings: [transactionStep(name)], unknown: [] };
  if (first === undefined) return null;
  if (READS.has(name)) {
    const tables = program.strings(site.path, first);
    const columns =
      condition === undefined ? [] : namesIn(program, { path: site.path, value: condition }).map(nameOf);
    return dataRead(
      tables.map((table) => reads(table, unique(columns))),
      tables.length === 0 ? ['the table name is known only at run time'] : [],
    );
  }
  const beans = new Beans(program);
  beans.visit(site.path, first);
  const isDeleted = name.startsWith('trash');
  const columns = isDeleted ? [] : columnsSet(program, site, first);
  return dataRead(
    [...beans.tables].map((table) => writes(table, columns, isDeleted || !beans.areNew)),
    beans.tables.size === 0 ? ['the table of the bean is known only at run time'] : [],
  );
}

const nameOf = ({ name }: { name: string }): string => name;
const unique = (names: readonly string[]): string[] => [...new Set(names)];

const transactionStep = (name: string): Happening => ({
  kind: 'transaction',
  step: name === 'begin' ? 'begin' : name === 'commit' ? 'commit' : 'rollback',
});

/** `bean.name = …`, `this.name = …`: what is put on the bean before it is stored. */
function columnsSet(program: Program, { path, call }: CallSite, bean: Value): string[] {
  return unique(
    program.file(path).assignments.flatMap(({ target, within }) => {
      if (target.kind !== 'member') return [];
      const isOn =
        bean.kind === 'this'
          ? target.of.kind === 'this' && within === call.within
          : isSameTarget(target.of, bean);
      return isOn ? [target.name] : [];
    }),
  );
}

/** Follows a value back to the calls that made the bean, over variables, lists, results and parameters. */
class Beans {
  readonly tables = new Set<string>();
  /** Some may have no row yet: storing them twice makes two. */
  areNew = false;
  private readonly program: Program;
  private readonly seen = new Set<Value>();

  constructor(program: Program) {
    this.program = program;
  }

  visit(path: string, value: Value, depth = 0): void {
    if (depth > MAX_DEPTH || this.seen.has(value)) return;
    this.seen.add(value);
    const next = depth + 1;
    switch (value.kind) {
      case 'call':
        this.visitCall(path, value.call, next);
        return;
      case 'name':
        this.visitName(path, value, next);
        return;
      case 'parameter':
        for (const caller of callIndexOf(this.program).callersOf({ path, function: value.function })) {
          const given = caller.call.args[value.position];
          if (given !== undefined) this.visit(caller.path, given, next);
        }
        return;
      case 'member':
        // `this.bean`: whatever the file puts there.
        if (value.of.kind === 'this') this.visitAssigned(path, value, next);
        return;
      case 'this':
        this.addClass({ path, class: value.class });
        return;
      case 'element':
      case 'spread':
        this.visit(path, value.of, next);
        return;
      case 'array':
        for (const item of value.items) this.visit(path, item, next);
        return;
      case 'either':
        for (const option of value.options) this.visit(path, option, next);
        return;
      default:
        return;
    }
  }

  private visitCall(path: string, index: number, depth: number): void {
    const call = this.program.file(path).calls[index];
    if (call === undefined) return;
    const site = { path, index, call };
    const name = calledName(call);
    const [first] = call.args;
    if (MAKES.has(name) && first !== undefined && isRedbean(this.program, site)) {
      for (const table of this.program.strings(path, first)) this.tables.add(table);
      if (name === 'dispense' || name.startsWith('convert')) this.areNew = true;
      return;
    }
    for (const callee of this.program.callees(path, index))
      for (const given of this.program.functionOf(callee).returns) this.visit(callee.path, given, depth);
  }

  private visitName(path: string, value: Extract<Value, { kind: 'name' }>, depth: number): void {
    const binding = this.program.file(path).bindings[value.binding];
    if (binding?.value) this.visit(path, binding.value, depth);
    this.visitAssigned(path, value, depth);
  }

  private visitAssigned(path: string, target: Value, depth: number): void {
    for (const assigned of this.program.file(path).assignments)
      if (isSameTarget(assigned.target, target)) this.visit(path, assigned.value, depth);
  }

  private addClass(ref: ClassRef): void {
    if (ref.class >= 0 && isBeanModel(this.program, ref)) this.tables.add(tableOfFile(ref.path));
  }
}

function isSameTarget(one: Value, other: Value): boolean {
  if (one.kind === 'name' && other.kind === 'name') return one.binding >= 0 && one.binding === other.binding;
  if (one.kind !== 'member' || other.kind !== 'member') return false;
  return (
    one.name === other.name &&
    one.of.kind === 'this' &&
    other.of.kind === 'this' &&
    one.of.class === other.of.class
  );
}
