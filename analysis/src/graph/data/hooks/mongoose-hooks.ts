/**
 * Mongoose's middleware: `schema.pre('save', …)`, `schema.post(/^find/, …)`, also by a plugin of the application and by Typegoose's
 * decorators. It hears methods by name, and each of them only its own: `updateOne` does not run what waits for `save`.
 */
import type { DecoratorFact } from '../../../read/file-facts.ts';
import type { Value } from '../../../read/value.ts';
import { type CallSite, callIndexOf, receiverOf } from '../../call-index.ts';
import type { Entity, FunctionRef, Program } from '../../program.ts';
import { functionsIn, itemsOf } from '../../values.ts';
import type { Model, ModelRegistry } from '../model-registry.ts';
import type { Done, Hook } from './hook.ts';

const ADDING = new Set(['pre', 'post']);
const PLUGGING = new Set(['plugin']);
/** What a method runs beside middleware of its own name. */
const MIDDLEWARE: ReadonlyMap<string, readonly string[]> = new Map([
  ['save', ['save', 'validate']],
  ['create', ['save', 'validate']],
  ['insertMany', ['insertMany', 'validate']],
  ['insertOne', ['save', 'validate']],
  ['find', ['find', 'init']],
  ['where', ['find', 'findOne', 'init']],
  ['populate', ['find', 'findOne', 'init']],
  ['paginate', ['find', 'countDocuments', 'init']],
  ['aggregatePaginate', ['aggregate']],
  ['findOne', ['findOne', 'init']],
  ['findById', ['findOne', 'init']],
  ['exists', ['findOne']],
  ['findByIdAndUpdate', ['findOneAndUpdate']],
  ['findByIdAndDelete', ['findOneAndDelete']],
  ['findByIdAndRemove', ['findOneAndRemove']],
  ['remove', ['remove', 'deleteOne']],
]);
/** Deeper is no plugin of a plugin. */
const MAX_PLUGINS = 4;

interface Parameter {
  readonly ref: FunctionRef;
  readonly position: number;
}

/** Models by the call that made their schema, as `path#call`. */
export type SchemaModels = ReadonlyMap<string, readonly Model[]>;

export function mongooseHooks(program: Program, registry: ModelRegistry, schemas: SchemaModels): Hook[] {
  const finder = new MongooseHooks(program, registry, schemas);
  return [...finder.added(), ...finder.decorated()];
}

class MongooseHooks {
  private readonly program: Program;
  private readonly registry: ModelRegistry;
  private readonly schemas: SchemaModels;

  constructor(program: Program, registry: ModelRegistry, schemas: SchemaModels) {
    this.program = program;
    this.registry = registry;
    this.schemas = schemas;
  }

  added(): Hook[] {
    return callIndexOf(this.program)
      .named(ADDING)
      .flatMap((site) => this.addedBy(site));
  }

  /** `@pre<Order>('save', function () { … }) class Order`. */
  decorated(): Hook[] {
    return this.registry.modelClasses.flatMap((ref) => {
      const table = this.registry.ofClass(ref)?.table;
      if (table === undefined) return [];
      return this.program
        .classOf(ref)
        .decorators.filter(({ name }) => ADDING.has(name))
        .flatMap(({ args }: DecoratorFact) => this.hook([table], ref.path, args));
    });
  }

  private addedBy(site: CallSite): Hook[] {
    const receiver = receiverOf(site.call);
    const [first] = site.call.args;
    // `router.post('/orders', …)` has the same name.
    if (receiver === null || first === undefined || site.call.args.length < 2 || isRoute(first)) return [];
    const tables = this.tablesOf(site.path, receiver);
    return tables.length === 0 ? [] : this.hook(tables, site.path, site.call.args);
  }

  /** Tables of the models that have the schema; null among them stands for all. */
  private tablesOf(path: string, schema: Value, depth = 0): (string | null)[] {
    const entity = this.program.evaluate(path, schema);
    const models = this.modelsOf(entity);
    if (models.length > 0) return models.map(({ table }) => table);
    if (entity.kind === 'external' && entity.package === 'mongoose' && entity.way.length === 0) return [null];
    const parameter = parameterBehind(this.program, path, schema, entity);
    return parameter === null || depth > MAX_PLUGINS ? [] : this.pluggedInto(parameter, depth);
  }

  private modelsOf(entity: Entity): readonly Model[] {
    if (entity.kind !== 'external' || entity.call === null) return [];
    const { path, call } = entity.call;
    const known = this.schemas.get(`${path}#${call}`);
    if (known !== undefined) return known;
    // `SchemaFactory.createForClass(Order)`
    const made = this.program.file(path).calls[call];
    if (made?.name !== 'createForClass') return [];
    return made.args.flatMap(
      (arg) => this.registry.ofEntity(this.program, this.program.evaluate(path, arg)) ?? [],
    );
  }

  /** `schema.plugin(counting)`, `addTimes(schema)`: whatever the function is handed. */
  private pluggedInto({ ref, position }: Parameter, depth: number): (string | null)[] {
    const calls = callIndexOf(this.program);
    const plugging = calls
      .named(PLUGGING)
      .filter(({ path, index }) =>
        this.program
          .callbacks(path, index)
          .some(({ refs }) => refs.some((one) => one.path === ref.path && one.function === ref.function)),
      )
      .map(({ path, call }) => ({ path, given: receiverOf(call) }));
    const calling = calls
      .callersOf(ref)
      .map(({ path, call }) => ({ path, given: call.args[position] ?? null }));
    return [...plugging, ...calling].flatMap(({ path, given }) =>
      given === null ? [] : this.tablesOf(path, given, depth + 1),
    );
  }

  private hook(tables: readonly (string | null)[], path: string, [names, ...rest]: readonly Value[]): Hook[] {
    const functions = rest.flatMap((arg) => functionsIn(this.program, path, arg));
    if (names === undefined || functions.length === 0) return [];
    const hears = listener(this.program, path, names);
    return tables.map((table) => ({ table, hears, functions, self: null }));
  }
}

const isRoute = (first: Value): boolean => first.kind === 'string' && first.text.startsWith('/');

/** `'save'`, `['find', 'findOne']`, `/^find/`; names that are not known may be any. */
function listener(program: Program, path: string, names: Value): (done: Done) => boolean {
  const patterns = itemsOf(program, path, names).flatMap((item) => {
    if (item.value.kind === 'regexp') return [patternOf(item.value.text)];
    const texts = program.strings(item.path, item.value);
    return texts.length === 0 ? [null] : texts.map((text) => (middleware: string) => middleware === text);
  });
  return ({ methods }) =>
    methods
      .flatMap((method) => MIDDLEWARE.get(method) ?? [method])
      .some((middleware) => patterns.some((matches) => matches === null || matches(middleware)));
}

/** `/^find/`, `/^(find|findOne)$/`, `/update/i`: told without running an expression of somebody else's; null for any other. */
function patternOf(text: string): ((middleware: string) => boolean) | null {
  const [, start = '', words = '', end = ''] = /^\/(\^?)\(?(\w+(?:\|\w+)*)\)?(\$?)\/i?$/.exec(text) ?? [];
  const wanted = words.toLowerCase().split('|');
  if (words === '') return null;
  return (middleware) => {
    const name = middleware.toLowerCase();
    return wanted.some(
      (word) =>
        name.includes(word) &&
        (start === '' || name.startsWith(word)) &&
        (end === '' || name.endsWith(word)) &&
        (start === '' || end === '' || name === word),
    );
  };
}

function parameterBehind(program: Program, path: string, value: Value, entity: Entity): Parameter | null {
  if (entity.kind === 'parameter')
    return { ref: { path: entity.path, function: entity.function }, position: entity.position };
  const held =
    value.kind === 'name' && value.binding >= 0 ? program.file(path).bindings[value.binding]?.value : value;
  return held?.kind === 'parameter'
    ? { ref: { path, function: held.function }, position: held.position }
    : null;
}
