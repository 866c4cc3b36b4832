/** Sequelize's hooks: `User.beforeCreate(…)`, `User.addHook('afterFind', …)`, `hooks: { … }`; the same on `sequelize` itself is for all models. */
import { type CallSite, calledName, callIndexOf, receiverOf } from '../../call-index.ts';
import type { FunctionRef, Program } from '../../program.ts';
import { entryOf, functionsIn, literalOf, stringOf } from '../../values.ts';
import type { ModelRegistry } from '../model-registry.ts';
import { modelOf } from '../models/model-of.ts';
import { type Hook, hearing, type Verb, verbsHeard } from './hook.ts';
import { isRegistered } from './registered.ts';

const ADDING = new Set(['addHook', 'hook']);
const MAKING = new Set(['define', 'init', 'Sequelize']);
const NAMED = /^(?:before|after)[A-Z]/;

export function sequelizeHooks(program: Program, registry: ModelRegistry): Hook[] {
  const calls = callIndexOf(program);
  const adding = calls.named((name) => ADDING.has(name) || NAMED.test(name));
  return [
    ...adding.flatMap((site) => addedHook(program, registry, site)),
    ...calls.named(MAKING).flatMap((site) => optionHooks(program, registry, site)),
  ];
}

function addedHook(program: Program, registry: ModelRegistry, site: CallSite): Hook[] {
  const name = calledName(site.call);
  const verbs = verbsHeard(ADDING.has(name) ? (stringOf(program, site.path, site.call.args[0]) ?? '') : name);
  const receiver = receiverOf(site.call);
  if (verbs === null || receiver === null || !isRegistered(program, site)) return [];
  const table = modelOf(program, registry, site, receiver)?.table ?? null;
  if (table === null && !isSequelize(program, site)) return [];
  return hookOf(
    table,
    verbs,
    site.call.args.flatMap((arg) => functionsIn(program, site.path, arg)),
  );
}

function isSequelize(program: Program, { path, index }: CallSite): boolean {
  const on = program.receiver(path, index);
  return on.kind === 'external' && on.package === 'sequelize' && on.way[0] === 'Sequelize';
}

/** `hooks` among the options of a model, or under `define` among those of the connection. */
function optionHooks(program: Program, registry: ModelRegistry, site: CallSite): Hook[] {
  const { path, call } = site;
  const isConnection = calledName(call) === 'Sequelize';
  const table = isConnection ? null : tableMadeBy(program, registry, site);
  if (!isConnection && table === null) return [];
  return call.args.flatMap((arg) => {
    const define = isConnection ? entryOf(program, path, arg, 'define') : null;
    const holder = define ?? { path, value: arg };
    const hooks = entryOf(program, holder.path, holder.value, 'hooks');
    const found = hooks === null ? null : literalOf(program, hooks.path, hooks.value);
    if (found?.value.kind !== 'object') return [];
    return found.value.entries.flatMap(({ key, value }) =>
      hookOf(table, verbsHeard(key), functionsIn(program, found.path, value)),
    );
  });
}

function tableMadeBy(program: Program, registry: ModelRegistry, site: CallSite): string | null {
  const made = registry.ofCall(site.path, site.index);
  if (made !== null) return made.table;
  const receiver = receiverOf(site.call);
  return receiver === null
    ? null
    : (registry.ofEntity(program, program.evaluate(site.path, receiver))?.table ?? null);
}

function hookOf(
  table: string | null,
  verbs: readonly Verb[] | null,
  functions: readonly FunctionRef[],
): Hook[] {
  return verbs === null || functions.length === 0
    ? []
    : [{ table, hears: hearing(verbs), functions, self: null }];
}
