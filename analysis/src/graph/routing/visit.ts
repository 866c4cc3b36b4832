/** One call that may register something, looked at under one frame: its routers, paths and callers. */
import type { Value } from '../../read/value.ts';
import { type CallSite, callIndexOf } from '../call-index.ts';
import {
  type Frame,
  type FramedValue,
  openParameter,
  parameterBehind,
  textsThroughFrame,
  throughFrame,
} from '../frames.ts';
import type { Program } from '../program.ts';
import { itemsOf, type PlacedValue, spellings } from '../values.ts';
import { ownFrame, registeringCall, selfOfCall, under } from './caller-frames.ts';
import type { Harvest } from './harvested.ts';
import type { KnownRouters } from './known-routers.ts';
import { type RouterRef, routersOf } from './router-identity.ts';

/** How many wrappers of an application's own a registration is followed through. */
const MAX_FRAMES = 4;

/** What all visits of a tree share. */
export interface Harvesting {
  readonly program: Program;
  readonly known: KnownRouters;
  readonly harvest: Harvest;
  visit(site: CallSite, frame: Frame, depth: number): void;
}

export class Visit {
  readonly program: Program;
  readonly known: KnownRouters;
  readonly harvest: Harvest;
  readonly site: CallSite;
  readonly frame: Frame;
  readonly receiver: Value;
  private readonly depth: number;
  private readonly harvesting: Harvesting;

  constructor(harvesting: Harvesting, site: CallSite, frame: Frame, depth: number, receiver: Value) {
    this.program = harvesting.program;
    this.known = harvesting.known;
    this.harvest = harvesting.harvest;
    this.site = site;
    this.frame = frame;
    this.receiver = receiver;
    this.depth = depth;
    this.harvesting = harvesting;
  }

  /** What the call is made on; none where that is no router. */
  routers(): RouterRef[] {
    const routers = routersOf(this.program, this.frame, this.site.path, this.receiver);
    for (const router of routers) this.known.add(router);
    if (routers.length > 0) this.harvest.calls.push(this.site);
    return routers;
  }

  /** Routers that are handed to the call. */
  childRouters(thing: PlacedValue): RouterRef[] {
    const children = routersOf(this.program, this.frame, thing.path, thing.value);
    if (children.length > 0) return children;
    const passed = throughFrame(this.program, this.frame, thing.path, thing.value);
    return routersOf(this.program, this.frame.outer ?? this.frame, passed.path, passed.value);
  }

  /** A value as it stands in the call. */
  at(value: Value): PlacedValue {
    return { path: this.site.path, value };
  }

  /** Values as they stand in the call, with the frame that tells what their names are. */
  framed(values: readonly Value[]): FramedValue[] {
    return values.map((value) => ({ path: this.site.path, value, frame: this.frame }));
  }

  /** What the frame says the value is. */
  through({ path, value }: PlacedValue): PlacedValue {
    return throughFrame(this.program, this.frame, path, value);
  }

  texts({ path, value }: PlacedValue): string[] {
    return textsThroughFrame(this.program, this.frame, path, value);
  }

  /** Paths of a registration: texts, arrays of them, regular expressions as they are written. */
  pathsOf(told: PlacedValue): string[] {
    const found = this.through(told);
    return itemsOf(this.program, found.path, found.value).flatMap((item) => {
      if (item.value.kind === 'regexp') return [item.value.text];
      const texts = this.texts(item);
      return texts.length > 0
        ? texts
        : parameterBehind(this.program, item.path, item.value) === null
          ? spellings(this.program, item.path, item.value).map(({ text }) => text)
          : [];
    });
  }

  /** Only a caller of the function around can tell what the value is. */
  isOpen(value: Value): boolean {
    return openParameter(this.program, this.frame, this.site.path, value) !== null;
  }

  /** The path is a parameter: each caller of the function around registers its own. False where nobody calls it. */
  viaCallers(value: Value): boolean {
    const callee = openParameter(this.program, this.frame, this.site.path, value);
    if (callee === null || this.depth >= MAX_FRAMES) return false;
    const callers = callIndexOf(this.program).callersOf(callee);
    for (const caller of callers) {
      const outer = ownFrame(caller);
      const self = selfOfCall(this.program, caller, outer);
      const frame = under(this.frame, { callee, site: caller, self, outer });
      this.harvesting.visit(this.site, frame, this.depth + 1);
    }
    return callers.length > 0;
  }

  register(router: RouterRef, method: string, path: string, handlers: readonly FramedValue[]): void {
    const place = registeringCall(this.site, this.frame);
    this.harvest.registrations.push({
      router: router.id,
      framework: router.framework,
      method,
      path,
      handlers,
      module: place.path,
      line: place.call.line,
    });
  }

  unreadPath(router: RouterRef): void {
    if (router.framework === '') return;
    const place = registeringCall(this.site, this.frame);
    this.harvest.unread.push({
      path: place.path,
      line: place.call.line,
      what: 'route path',
      because: 'the path is computed at run time',
    });
  }
}
