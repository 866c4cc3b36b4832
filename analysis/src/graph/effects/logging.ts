/**
 * Calls that write a log for people, told from those that keep something: an audit log writes rows. What is known is followed, or is a
 * logger's package; here is what can't be looked up, and has to go by its names.
 */
import type { Value } from '../../read/value.ts';
import type { CallSite } from '../call-index.ts';
import type { Program } from '../program.ts';

/** `logs`: changes nothing of the application; `may-keep`: who knows; `other`: no log at all. */
export type Logging = 'logs' | 'may-keep' | 'other';

const LEVELS: ReadonlySet<string> = new Set(
  'trace debug verbose silly http info log notice success start complete warn warning error critical crit alert emerg fatal child'.split(
    ' ',
  ),
);
/** `log`, `this.logger`, `consoleLog`, `loggerService`, `logger_`; no `catalog`. */
const LOGGER = /(?:^[Ll]og|^LOG|[a-z\d]Log|_log)(?:ger|GER|ging)?(?:Service|Controller|Adapter)?_?$/;
/** `debug(text)` of the package of this name, made under it. */
const CALLED = /^(?:log|logger|debug|\w+Logger)$/;
/** Of logs that are kept: who did what, for the application's own people to read. */
const KEPT = /audit|activity|history|event|trail|journal|access|change/i;
/** Children of a logger's children. */
const MAX_STEPS = 4;
const KEPT_LOG =
  /^(?:\w*(?:audit|activity|history)\w*log\w*|log\w*(?:audit|activity|history)\w*|audit|auditor)$/i;

/** Of a call that leads nowhere: `logger.info(text)`, `log(text)`; not `auditLogger.info(…)`, nor what is waited for. */
export function loggingOf(program: Program, { path, call }: CallSite): Logging {
  const { callee, isAwaited } = call;
  if (callee.kind === 'name') {
    if (KEPT_LOG.test(callee.name)) return 'may-keep';
    return CALLED.test(callee.name) && !KEPT.test(callee.name) ? settled(isAwaited) : 'other';
  }
  if (callee.kind !== 'member') return 'other';
  const name = nameOf(program, path, callee.of);
  if (KEPT_LOG.test(name)) return 'may-keep';
  if (!LOGGER.test(name) || !LEVELS.has(callee.name)) return 'other';
  return KEPT.test(name) ? 'may-keep' : settled(isAwaited);
}

/** A log for people is written by the way; what is waited for goes somewhere that answers. */
const settled = (isAwaited: boolean): Logging => (isAwaited ? 'may-keep' : 'logs');

/** `logger` of `this.logger` and `req.log`; `getLogger` of `getLogger()`, `logger` of `logger.child({ id })`. */
function nameOf(program: Program, path: string, value: Value, steps = 0): string {
  if (value.kind === 'name' || value.kind === 'member') return value.name;
  const callee = value.kind === 'call' ? program.file(path).calls[value.call]?.callee : undefined;
  if (callee?.kind !== 'name' && callee?.kind !== 'member') return '';
  const isStep = callee.kind === 'member' && callee.name === 'child' && steps < MAX_STEPS;
  return isStep ? nameOf(program, path, callee.of, steps + 1) : callee.name;
}
