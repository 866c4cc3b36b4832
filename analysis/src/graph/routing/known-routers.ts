/** What is known of the routers seen so far: framework, place under others, prefix of their own. */
import { callIndexOf } from '../call-index.ts';
import { textsThroughFrame } from '../frames.ts';
import type { FunctionRef, Program } from '../program.ts';
import { entryOf } from '../values.ts';
import { ownFrame } from './caller-frames.ts';
import { RouterGraph } from './router-graph.ts';
import { type RouterRef, routersOf } from './router-identity.ts';

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
        const arg = caller.call.args[position];
        if (arg === undefined) continue;
        for (const parent of routersOf(this.program, ownFrame(caller), caller.path, arg)) {
          this.add(parent);
          this.graph.mount({ parent: parent.id, child: id, prefix: '' });
        }
      }
    }
  }
}
