/** Models of the libraries that bind a class or variable to a table: found by class, by the call that made them, or by name. */
import type { Value } from '../../read/value.ts';
import type { ClassRef, Entity, Program } from '../program.ts';

export interface Model {
  readonly table: string;
  /** Name in code: of the class, or the one given to `define` or `model`. */
  readonly name: string;
  /** Property of a relation to the name of the model behind it. */
  readonly relations: Map<string, string>;
}

export class ModelRegistry {
  private readonly byClass = new Map<string, Model>();
  private readonly byCall = new Map<string, Model>();
  private readonly byName = new Map<string, Model | null>();

  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  get models(): readonly Model[] {
    return [...new Set([...this.byName.values()].filter((model) => model !== null))];
  }

  addClass(ref: ClassRef, model: Model): void {
    this.byClass.set(`${ref.path}#${ref.class}`, model);
    this.addName(model.name, model);
  }

  /** `const User = sequelize.define(…)`: the call is the model's identity. */
  addCall(path: string, call: number, model: Model, aliases: readonly string[] = []): void {
    this.byCall.set(`${path}#${call}`, model);
    for (const name of new Set([model.name, ...aliases])) this.addName(name, model);
  }

  /** Names with more than one model behind them tell nothing. */
  private addName(name: string, model: Model): void {
    const known = this.byName.get(name);
    this.byName.set(name, known === undefined || known?.table === model.table ? model : null);
  }

  ofClass(ref: ClassRef): Model | null {
    return this.byClass.get(`${ref.path}#${ref.class}`) ?? null;
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
    if (entity.kind === 'external' && entity.call !== null)
      return this.byCall.get(`${entity.call.path}#${entity.call.call}`) ?? null;
    return null;
  }

  /** The model that a value is, or is an instance of; by its last name where evaluation knows nothing. */
  ofValue(program: Program, path: string, value: Value): Model | null {
    const entity = program.evaluate(path, value);
    const model = this.ofEntity(program, entity);
    if (model !== null || entity.kind === 'class' || entity.kind === 'function') return model;
    if (value.kind === 'string') return this.named(value.text);
    return value.kind === 'name' || value.kind === 'member' ? this.named(value.name) : null;
  }
}
