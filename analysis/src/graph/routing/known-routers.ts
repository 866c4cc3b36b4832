/** What is known of the routers seen so far: framework, place under others, prefix of their own. */
import { argumentAt } from '../arguments.ts';
import { callIndexOf } from '../call-index.ts';
import { textsThroughFrame } from '../frames.ts';
import type { ClassRef, FunctionRef, Program } from '../program.ts';
import { entryOf, OPEN_PART } from '../values.ts';
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
    this.graph.setPrefix(id, text ?? OPEN_PART);
  }

  /** `new Router({ prefix: '/users' })` of Koa, `express().mountpath`'s like. */
  private prefixOfMaker(id: string): void {
    const made = /^(.*?)#(\d+)(?:@.*)?$/.exec(id);
    const call = made === null ? undefined : this.program.file(made[1] ?? '')?.calls[Number(made[2])];
    const options = call?.args[0];
    if (made === null || options === undefined) return;
    const prefix = entryOf(this.program, made[1] ?? '', options, 'prefix');
    const [text] = prefix === null ? [] : textsThroughFrame(this.program, null, prefix.path, prefix.value);
    if (text !== undefined) this.graph.setPrefix(id, text);
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
