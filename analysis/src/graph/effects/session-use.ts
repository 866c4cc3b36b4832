/** Which functions read and write the caller's session or cookies. */
import type { Value } from '../../read/value.ts';
import type { AccessMode } from '../facts.ts';
import type { FunctionRef, Program } from '../program.ts';

const SESSION_MEMBERS = new Set(['session', 'cookies', 'signedCookies']);
/** Methods of requests and replies that deal with cookies or the login. */
const SESSION_CALLS: ReadonlyMap<string, AccessMode> = new Map([
  ['cookie', 'W'],
  ['clearCookie', 'W'],
  ['setCookie', 'W'],
  ['logIn', 'W'],
  ['logOut', 'W'],
  ['deleteCookie', 'W'],
  ['setSignedCookie', 'W'],
  ['unsignCookie', 'R'],
  ['signCookie', 'W'],
  ['getCookie', 'R'],
  ['getSignedCookie', 'R'],
]);
const SETTING_HEADERS = new Set(['setHeader', 'appendHeader', 'set', 'header', 'append', 'writeHead']);
/** One of these is a part of each of those names. */
const WORDS = ['session', 'ookie', 'OOKIE', 'logIn', 'logOut'];
/** Methods that change what they are called on: `req.session.destroy()`, `req.session.cart.push(…)`, `ctx.cookies.set(…)`. */
const CHANGING =
  /^(?:set|delete|destroy|regenerate|save|touch|reset|push|pop|shift|unshift|splice|clear|add|flash)$/;
const MAX_DEPTH = 8;
const NO_MODES: readonly AccessMode[] = [];

export class SessionUses {
  private readonly program: Program;
  private readonly byFile = new Map<string, ReadonlyMap<number, ReadonlySet<AccessMode>>>();

  constructor(program: Program) {
    this.program = program;
  }

  /** What a function's own body does with the session. */
  modesIn(ref: FunctionRef): readonly AccessMode[] {
    let file = this.byFile.get(ref.path);
    if (file === undefined) {
      file = this.functionsOf(ref.path);
      this.byFile.set(ref.path, file);
    }
    const modes = file.get(ref.function);
    return modes === undefined ? NO_MODES : [...modes];
  }

  private functionsOf(path: string): Map<number, Set<AccessMode>> {
    const users = new Map<number, Set<AccessMode>>();
    if (!WORDS.some((word) => this.program.mentions(path, word))) return users;
    const file = this.program.file(path);
    const add = (within: number, mode: AccessMode): void => {
      users.set(within, (users.get(within) ?? new Set()).add(mode));
    };
    for (const { callee, args, within } of file.calls) {
      const own = callee.kind === 'member' ? SESSION_CALLS.get(callee.name) : undefined;
      if (own !== undefined) add(within, own);
      if (setsCookie(callee, args)) add(within, 'W');
      const isChange = callee.kind === 'member' && CHANGING.test(callee.name);
      if (mentionsSession(callee)) add(within, isChange ? 'W' : 'R');
      const isAssign = callee.kind === 'member' && callee.name === 'assign';
      for (const [position, arg] of args.entries())
        if (mentionsSession(arg)) add(within, isAssign && position === 0 ? 'W' : 'R');
    }
    for (const { target, value, within } of file.assignments) {
      if (mentionsSession(target)) add(within, 'W');
      if (mentionsSession(value)) add(within, 'R');
    }
    for (const { value, within } of file.bindings) {
      if (value === null) continue;
      if (mentionsSession(value)) add(within, 'R');
      if (hasCookieHeader(value)) add(within, 'W');
    }
    for (const [index, { returns }] of file.functions.entries()) {
      if (returns.some((value) => mentionsSession(value))) add(index, 'R');
      if (returns.some((value) => hasCookieHeader(value))) add(index, 'W');
    }
    return users;
  }
}

/** `res.setHeader('Set-Cookie', …)`, `headers.append('Set-Cookie', …)`, `json(data, { headers: { 'Set-Cookie': … } })`. */
function setsCookie(callee: Value, args: readonly Value[]): boolean {
  const [name] = args;
  const isSetting = callee.kind === 'member' && SETTING_HEADERS.has(callee.name);
  if (isSetting && args.length > 1 && name?.kind === 'string' && isSetCookie(name.text)) return true;
  return args.some((arg) => hasCookieHeader(arg));
}

/** RFC 9110 5.1: names of headers are the same in any case. */
const isSetCookie = (header: string): boolean => header.toLowerCase() === 'set-cookie';

/** `{ headers: { 'Set-Cookie': … } }`, `[['Set-Cookie', …]]` */
function hasCookieHeader(value: Value, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (value.kind === 'object')
    return value.entries.some((entry) => isSetCookie(entry.key) || hasCookieHeader(entry.value, depth + 1));
  if (value.kind !== 'array') return false;
  const [first] = value.items;
  const isPair = value.items.length === 2 && first?.kind === 'string' && isSetCookie(first.text);
  return isPair || value.items.some((item) => hasCookieHeader(item, depth + 1));
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
