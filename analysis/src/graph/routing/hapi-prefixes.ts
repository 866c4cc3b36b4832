/** Prefixes of hapi's plugins: `server.register({ plugin: orders, routes: { prefix: '/v4' } })`, also of plugins in plugins. */
import { dirname, join } from 'node:path/posix';
import type { Value } from '../../read/value.ts';
import { type CallSite, callIndexOf } from '../call-index.ts';
import type { FunctionRef, Program } from '../program.ts';
import { entryOf, exportedValue, itemsOf, type PlacedValue, spellings } from '../values.ts';
import { joinPaths } from './router-graph.ts';

/** Plugins in plugins in plugins. */
const MAX_DEPTH = 6;

interface Registered {
  readonly prefix: string;
  readonly site: CallSite;
}

export class HapiPrefixes {
  private readonly program: Program;
  /** By the plugin's `register` function. */
  private readonly byFunction = new Map<string, Registered[]>();
  /** Of plugins that are loaded by a computed name: all of the folder. */
  private readonly byFolder = new Map<string, Registered[]>();

  constructor(program: Program) {
    this.program = program;
    for (const site of callIndexOf(program).named(new Set(['register']))) this.add(site);
  }

  /** The prefixes that hold for what a call registers; `['']` where none is known. */
  at(site: CallSite, depth = 0): string[] {
    if (depth > MAX_DEPTH) return [''];
    const own = this.registeredAround(site);
    const found = own.flatMap(({ prefix, site: outer }) =>
      this.at(outer, depth + 1).map((around) => joinPaths(around, prefix)),
    );
    return found.length === 0 ? [''] : [...new Set(found)];
  }

  private registeredAround({ path, call }: CallSite): readonly Registered[] {
    const { functions } = this.program.file(path);
    for (let at = call.within; at > 0; at = functions[at]?.parent ?? 0) {
      const known = this.byFunction.get(`${path}#${at}`);
      if (known !== undefined) return known;
    }
    for (let folder = dirname(path); folder !== '.' && folder !== ''; folder = dirname(folder)) {
      const known = this.byFolder.get(folder);
      if (known !== undefined) return known;
    }
    return [];
  }

  private add(site: CallSite): void {
    const [first, options] = site.call.args;
    if (first === undefined) return;
    for (const item of itemsOf(this.program, site.path, first)) {
      const told =
        this.prefixIn(item) ??
        (options === undefined ? null : this.prefixIn({ path: site.path, value: options }));
      const plugin = entryOf(this.program, item.path, item.value, 'plugin') ?? item;
      const registered = { prefix: told ?? '', site };
      const folder = told === null ? null : this.folderOf(plugin);
      if (folder !== null) push(this.byFolder, folder, registered);
      const ref = this.functionOf(plugin, 0);
      if (ref !== null) push(this.byFunction, `${ref.path}#${ref.function}`, registered);
    }
  }

  private prefixIn({ path, value }: PlacedValue): string | null {
    const routes = entryOf(this.program, path, value, 'routes');
    const prefix = routes === null ? null : entryOf(this.program, routes.path, routes.value, 'prefix');
    return prefix === null ? null : (spellings(this.program, prefix.path, prefix.value)[0]?.text ?? null);
  }

  /** `require(`../plugins/${name}`)` */
  private folderOf({ path, value }: PlacedValue): string | null {
    const call = value.kind === 'call' ? this.program.file(path).calls[value.call] : undefined;
    const [name] = call?.args ?? [];
    if (call?.name !== 'require' || name === undefined) return null;
    const start = leadingText(name);
    return start.startsWith('.') && start.endsWith('/')
      ? join(dirname(path), start).replace(/\/$/, '')
      : null;
  }

  /** The function that registers what the plugin has: a member `register`, also of its member `plugin`, or the plugin itself. */
  private functionOf({ path, value }: PlacedValue, depth: number): FunctionRef | null {
    const entity = this.program.evaluate(path, value);
    if (entity.kind === 'function') return { path: entity.path, function: entity.function };
    if (depth > 2) return null;
    for (const name of ['register', 'plugin']) {
      const member =
        entity.kind === 'module'
          ? exportedValue(this.program, entity.path, name, 0)
          : entryOf(this.program, path, value, name);
      const found = member === null ? null : this.functionOf(member, depth + 1);
      if (found !== null) return found;
    }
    const whole = entity.kind === 'module' ? exportedValue(this.program, entity.path, 'default', 0) : null;
    return whole === null ? null : this.functionOf(whole, depth + 1);
  }
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [item]);
  else known.push(item);
}

function leadingText(value: Value): string {
  if (value.kind === 'template') return value.texts[0] ?? '';
  const [first] = value.kind === 'concat' ? value.parts : [];
  return first?.kind === 'string' ? first.text : '';
}
