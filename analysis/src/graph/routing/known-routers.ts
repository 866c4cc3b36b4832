/** What is known of the routers seen so far: framework, place under others, prefix of their own. */
import { argumentAt } from '../arguments.ts';
import { callIndexOf } from '../call-index.ts';
import { parameterBehind, textsThroughFrame } from '../frames.ts';
import type { ClassRef, FunctionRef, Program } from '../program.ts';
import { entryOf, OPEN_PART, type PlacedValue } from '../values.ts';
import { ownFrame } from './caller-frames.ts';
import { RouterGraph } from './router-graph.ts';
import { classRouter, type MadeRouter, type RouterRef, routersOf } from './router-identity.ts';

/** Longer chains of classes are a circle. */
const MAX_BASES = 16;

export class KnownRouters {
  readonly graph = new RouterGraph();
  /** Framework by router, as far as known. */
  readonly frameworks = new Map<string, string>();
  private readonly program: Program;
  /** Routers whose own prefix is known. */
  private readonly told = new Set<string>();
  /** Parameters that serve as routers, by function: their callers mount something on them. */
  private readonly parameterRouters = new Map<
    string,
    { readonly callee: FunctionRef; readonly position: number; readonly id: string }
  >();

  constructor(program: Program) {
    this.program = program;
  }

  add(router: RouterRef): void {
    if (router.framework !== '') this.frameworks.set(router.id, router.framework);
    if (router.base !== null) {
      const { parent, prefix } = router.base;
      for (const path of textsThroughFrame(this.program, null, prefix.path, prefix.value))
        this.graph.mount({ parent, child: router.id, prefix: path });
    }
    if (router.made !== undefined) {
      this.addMade(router.id, router.made);
      return;
    }
    const parameter = /^parameter (.*)#(\d+)\.(\d+)$/.exec(router.id);
    if (parameter !== null) {
      const [, path = '', index, position] = parameter;
      this.parameterRouters.set(router.id, {
        callee: { path, function: Number(index) },
        position: Number(position),
        id: router.id,
      });
    } else this.prefixOfMaker(router.id);
  }

  /** What the classes of a router register answers under it, and under the prefix that its constructor gives to the framework. */
  private addMade(id: string, { class: ref, site }: MadeRouter): void {
    let at: ClassRef | null = ref;
    for (let steps = 0; at !== null && steps < MAX_BASES; steps += 1) {
      this.graph.mount({ parent: id, child: classRouter(at), prefix: '' });
      at = this.program.baseOf(at);
    }
    if (site === null) return;
    const found = this.program.findMember(ref, 'constructor');
    const made = found === null ? undefined : this.program.classOf(found.owner).members[found.member];
    if (found === null || made === undefined || made.function < 0) {
      this.prefixOfMaker(id);
      return;
    }
    const callee = { path: found.owner.path, function: made.function };
    const options = this.program.callsIn(callee).find(({ call }) => call.callee.kind === 'super')?.call
      .args[0];
    const prefix = options === undefined ? null : entryOf(this.program, callee.path, options, 'prefix');
    if (prefix === null) return;
    const frame = { callee, site, self: ref, outer: null };
    const [text] = textsThroughFrame(this.program, frame, prefix.path, prefix.value);
    this.graph.setPrefixes(id, [text ?? OPEN_PART]);
  }

  /** What a router is told to answer under, also by the callers of the function that makes it. */
  setPrefix(id: string, { path, value }: PlacedValue): void {
    const known = textsThroughFrame(this.program, null, path, value);
    const callee = known.length > 0 ? null : parameterBehind(this.program, path, value);
    const callers = callee === null ? [] : callIndexOf(this.program).callersOf(callee);
    const told =
      callee === null
        ? known
        : callers.flatMap((site) =>
            textsThroughFrame(this.program, { callee, site, self: null, outer: null }, path, value),
          );
    this.graph.setPrefixes(id, told.length > 0 ? [...new Set(told)] : [OPEN_PART]);
    this.told.add(id);
  }

  /** `new Router({ prefix: '/users' })` of Koa and Elysia, `Router({ base: '/users' })` of itty. */
  private prefixOfMaker(id: string): void {
    const made = this.told.has(id) ? null : /^(.*?)#(\d+)(?:@.*)?$/.exec(id);
    const call = made === null ? undefined : this.program.file(made[1] ?? '')?.calls[Number(made[2])];
    const options = call?.args[0];
    if (made === null || options === undefined) return;
    const entry = (key: string): PlacedValue | null => entryOf(this.program, made[1] ?? '', options, key);
    const prefix = entry('prefix') ?? entry('base');
    if (prefix !== null) this.setPrefix(id, prefix);
  }

  /** Functions that take a router are called with one: `require('./routes')(app)`. */
  linkParameters(): void {
    const index = callIndexOf(this.program);
    for (const { callee, position, id } of this.parameterRouters.values()) {
      for (const caller of index.callersOf(callee)) {
        const arg = argumentAt(this.program, caller.path, caller.call, position);
        if (arg === undefined) continue;
        for (const parent of routersOf(this.program, ownFrame(caller), caller.path, arg)) {
          this.add(parent);
          this.graph.mount({ parent: parent.id, child: id, prefix: '' });
        }
      }
    }
  }
}
