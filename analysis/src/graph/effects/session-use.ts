/** Which functions touch the caller's session or cookies. */
import type { Value } from '../../read/value.ts';
import type { FunctionRef, Program } from '../program.ts';

const SESSION_MEMBERS = new Set(['session', 'cookies', 'signedCookies']);
const SESSION_CALLS = new Set([
  'cookie',
  'clearCookie',
  'setCookie',
  'logIn',
  'logOut',
  'unsignCookie',
  'signCookie',
  'getCookie',
  'deleteCookie',
  'getSignedCookie',
  'setSignedCookie',
]);
const MAX_DEPTH = 8;

export class SessionUse {
  private readonly program: Program;
  private readonly byFile = new Map<string, ReadonlySet<number>>();

  constructor(program: Program) {
    this.program = program;
  }

  isUsedIn(ref: FunctionRef): boolean {
    const known = this.byFile.get(ref.path);
    if (known !== undefined) return known.has(ref.function);
    const found = this.functionsOf(ref.path);
    this.byFile.set(ref.path, found);
    return found.has(ref.function);
  }

  private functionsOf(path: string): Set<number> {
    const file = this.program.file(path);
    const users = new Set<number>();
    for (const { callee, args, within } of file.calls) {
      const isCookieCall = callee.kind === 'member' && SESSION_CALLS.has(callee.name);
      if (isCookieCall || mentionsSession(callee) || args.some((arg) => mentionsSession(arg)))
        users.add(within);
    }
    for (const { target, value, within } of file.assignments)
      if (mentionsSession(target) || mentionsSession(value)) users.add(within);
    for (const { value, within } of file.bindings)
      if (value !== null && mentionsSession(value)) users.add(within);
    for (const [index, { returns }] of file.functions.entries())
      if (returns.some((value) => mentionsSession(value))) users.add(index);
    return users;
  }
}

/** `req.session.cart`, `ctx.cookies`: a member of something, never a variable that happens to be called session. */
function mentionsSession(value: Value, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  switch (value.kind) {
    case 'member':
      return (
        (SESSION_MEMBERS.has(value.name) && isRequestLike(value.of)) || mentionsSession(value.of, depth + 1)
      );
    case 'index':
      return mentionsSession(value.of, depth + 1);
    case 'either':
      return value.options.some((option) => mentionsSession(option, depth + 1));
    case 'object':
      return value.entries.some((entry) => mentionsSession(entry.value, depth + 1));
    case 'template':
      return value.holes.some((hole) => mentionsSession(hole, depth + 1));
    default:
      return false;
  }
}

const isRequestLike = (value: Value): boolean =>
  (value.kind === 'name' && /^(?:_?req|request|ctx|context|c|reply|socket|res)$/i.test(value.name)) ||
  (value.kind === 'member' && /^(?:req|request|handshake|raw)$/.test(value.name)) ||
  value.kind === 'parameter';
