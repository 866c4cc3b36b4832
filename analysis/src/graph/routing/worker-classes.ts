/** BullMQ's workers that are classes: `class Mailer extends Worker { constructor() { super('mails', send) } }`. */
import { type CallSite, callIndexOf } from '../call-index.ts';
import type { FoundOther } from '../entry-index.ts';
import { type Frame, functionsThroughFrame, textsThroughFrame } from '../frames.ts';
import type { ClassRef, FunctionRef, Program } from '../program.ts';
import { isTestPath } from '../test-paths.ts';
import { usesAnyPackage } from '../used-packages.ts';
import { wayOf } from '../values.ts';
import { ownFrame } from './caller-frames.ts';
import type { Unread } from './harvested.ts';
import type { RouteReading } from './route-readers.ts';

const BULLMQ: ReadonlySet<string> = new Set(['bullmq']);

export function readWorkerClasses(program: Program): RouteReading {
  const others: FoundOther[] = [];
  const unread: Unread[] = [];
  const calls: CallSite[] = [];
  for (const path of usesAnyPackage(program, BULLMQ) ? program.paths : []) {
    if (isTestPath(path)) continue;
    for (const [index, fact] of program.file(path).classes.entries()) {
      const ref = { path, class: index };
      if (!isWorker(program, ref)) continue;
      const handing = superCall(program, ref);
      const found = handing === null ? [] : entriesOf(program, handing);
      for (const { entry, site } of found) {
        others.push(entry);
        calls.push(site);
      }
      if (handing !== null) calls.push(handing);
      if (found.length === 0)
        unread.push({
          path,
          line: fact.line,
          what: 'queue worker',
          because: `what ${fact.name} works on is told where it is made, or at run time`,
        });
    }
  }
  return { routes: [], others, unread, calls };
}

function isWorker(program: Program, ref: ClassRef): boolean {
  const parent = program.classOf(ref).extends;
  const way = parent === null ? null : wayOf(program.evaluate(ref.path, parent));
  return way !== null && BULLMQ.has(way.package) && way.way === 'Worker';
}

function superCall(program: Program, { path, class: index }: ClassRef): CallSite | null {
  const made = program.classOf({ path, class: index }).members.find(({ kind }) => kind === 'constructor');
  if (made === undefined || made.function < 0) return null;
  const callee: FunctionRef = { path, function: made.function };
  return program.callsIn(callee).find(({ call }) => call.callee.kind === 'super') ?? null;
}

interface Handed {
  readonly entry: FoundOther;
  readonly site: CallSite;
}

/** One for the class itself where it says its work, else one for each that hands the work on: a subclass, or who makes it. */
function entriesOf(program: Program, handing: CallSite): Handed[] {
  const own = handedBy(program, handing, ownFrame(handing), handing);
  if (own !== null) return [own];
  const callee = { path: handing.path, function: handing.call.within };
  return callIndexOf(program)
    .callersOf(callee)
    .filter(({ path }) => !isTestPath(path))
    .flatMap((site) => {
      const found = handedBy(program, handing, { callee, site, self: null, outer: ownFrame(site) }, site);
      return found === null ? [] : [found];
    });
}

function handedBy(program: Program, handing: CallSite, frame: Frame, site: CallSite): Handed | null {
  const [queue, work] = handing.call.args;
  if (queue === undefined || work === undefined) return null;
  const functions = functionsThroughFrame(program, { path: handing.path, value: work, frame });
  if (functions.length === 0) return null;
  const [name = 'queue known at run time'] = textsThroughFrame(program, frame, handing.path, queue);
  return { entry: { kind: 'queue', name, module: site.path, line: site.call.line, functions }, site };
}
