/** Models of the libraries that bind a class or variable to a table: found by class, by the call that made them, or by name. */
import type { Value } from '../../read/value.ts';
import type { Place } from '../facts.ts';
import type { ClassRef, Entity, Program } from '../program.ts';

export interface Model {
  readonly table: string;
  /** Name in code: of the class, or the one given to `define` or `model`. */
  readonly name: string;
  readonly place: Place;
  /** Property of a relation to the name of the model behind it. */
  readonly relations: Map<string, string>;
  /** Property of a relation to the table between the two, where there is one. */
  readonly between: Map<string, string>;
  /** Property in code to the column's name; empty where the columns are not known. */
  readonly columns: Map<string, string>;
}

export function newModel(table: string, name: string, place: Place): Model {
  return { table, name, place, relations: new Map(), between: new Map(), columns: new Map() };
}

/** That one model holds another, by the property or column it is held under. */
export interface Relation {
  readonly from: Place;
  readonly to: Place;
  readonly name: string;
}

const keyOf = ({ path, class: index }: ClassRef): string => `${path}#${index}`;

export class ModelRegistry {
  private readonly byClass = new Map<string, Model>();
  private readonly byCall = new Map<string, Model>();
  private readonly byName = new Map<string, Model | null>();
  private readonly related: Relation[] = [];
  /** Asked for when all models are known. */
  private bases: Set<string> | null = null;
  private readonly classes: ClassRef[] = [];

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  get models(): readonly Model[] {
    return [...new Set([...this.byName.values()].filter((model) => model !== null))];
  }

  get modelClasses(): readonly ClassRef[] {
    return this.classes;
  }

  get relations(): readonly Relation[] {
    return this.related;
  }

  addClass(ref: ClassRef, model: Model): void {
    this.byClass.set(keyOf(ref), model);
    this.classes.push(ref);
    this.addName(model.name, model);
  }

  /** `const User = sequelize.define(…)`: the call is the model's identity. */
  addCall(path: string, call: number, model: Model, aliases: readonly string[] = []): void {
    this.byCall.set(`${path}#${call}`, model);
    for (const name of new Set([model.name, ...aliases])) this.addName(name, model);
  }

  /** A property by which the other model's rows come along. */
  relate(model: Model, property: string, target: Model, line = model.place.line): void {
    model.relations.set(property, target.name);
    this.refer(model, property, target, { ...model.place, line });
  }

  /** A key that points at the other model, without a property that loads it. */
  refer(model: Model, name: string, target: Model, from: Place = model.place): void {
    this.related.push({ from, to: target.place, name });
  }

  /** The one model that has a relation of a name; null where none or several have. */
  having(relation: string): Model | null {
    const [only, ...others] = this.models.filter(({ relations }) => relations.has(relation));
    return only === undefined || others.length > 0 ? null : only;
  }

  /** Names with more than one model behind them tell nothing. */
  private addName(name: string, model: Model): void {
    const known = this.byName.get(name);
    this.byName.set(name, known === undefined || known?.table === model.table ? model : null);
  }

  ofClass(ref: ClassRef): Model | null {
    return this.byClass.get(keyOf(ref)) ?? null;
  }

  /** Do classes of models extend it, while it is none itself? */
  isBase(program: Program, ref: ClassRef): boolean {
    if (this.bases === null) {
      this.bases = new Set();
      for (const model of this.classes)
        for (
          let at = program.baseOf(model), steps = 0;
          at !== null && steps < 16;
          at = program.baseOf(at), steps += 1
        )
          this.bases.add(keyOf(at));
    }
    return this.bases.has(keyOf(ref)) && this.ofClass(ref) === null;
  }

  ofCall(path: string, call: number): Model | null {
    return this.byCall.get(`${path}#${call}`) ?? null;
  }

  named(name: string): Model | null {
    return this.byName.get(name) ?? null;
  }

  ofEntity(program: Program, entity: Entity): Model | null {
    if (entity.kind === 'class' || entity.kind === 'instance') {
      for (
        let at: ClassRef | null = entity, steps = 0;
        at !== null && steps < 16;
        at = program.baseOf(at), steps += 1
      ) {
        const model = this.ofClass(at);
        if (model !== null) return model;
      }
      return null;
    }
    if (entity.kind !== 'external') return null;
    // `mongoose.models.User || mongoose.model('User', schema)`: the first asks for what the second made.
    if (entity.way.at(-2) === 'models') return this.named(entity.way.at(-1) ?? '');
    return entity.call === null ? null : this.ofCall(entity.call.path, entity.call.call);
  }

  /** The model that a value is, or is an instance of; by its last name where evaluation knows nothing. */
  ofValue(program: Program, path: string, value: Value): Model | null {
    const entity = program.evaluate(path, value);
    const model = this.ofEntity(program, entity);
    if (model !== null || entity.kind === 'class' || entity.kind === 'function') return model;
    if (value.kind === 'string') return this.named(value.text);
    return value.kind === 'name' || value.kind === 'member' ? this.named(value.name) : null;
  }

  /** `() => User` or `User`. */
  ofLazy(program: Program, path: string, value: Value): Model | null {
    const inner =
      value.kind === 'function' ? program.file(path).functions[value.function]?.returns[0] : value;
    return inner === undefined ? null : this.ofValue(program, path, inner);
  }
}
