/** Calls that leave for systems that are not ours. */
import { type CallSite, calledName, receiverOf } from '../call-index.ts';
import type { Entity, Program } from '../program.ts';
import { entryOf, spellings } from '../values.ts';
import type { Happening } from './happening.ts';
import { isFileModule, isHttpClient, isHttpModule, isKit, isMailer } from './package-kinds.ts';

const CLIENT_METHODS = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'request',
  'fetch',
  'stream',
  'extend',
]);
const MAIL_METHODS = new Set([
  'send',
  'sendMail',
  'sendEmail',
  'sendMultiple',
  'sendEmailWithTemplate',
  'create',
  'messages',
]);
/** Parts of a kit that only build or check values. */
const SDK_LOCAL = new Set(['new()', 'constructEvent', 'on', 'verify', 'config']);
const FILE_WRITES = new Set([
  'writeFile',
  'writeFileSync',
  'appendFile',
  'appendFileSync',
  'unlink',
  'unlinkSync',
  'rm',
  'rmSync',
  'rename',
  'renameSync',
  'mkdir',
  'mkdirSync',
  'copyFile',
  'copyFileSync',
  'createWriteStream',
  'rmdir',
  'symlink',
  'truncate',
]);
export function externalCall(program: Program, site: CallSite): Happening | null {
  const entity = program.called(site.path, site.index);
  if (entity.kind !== 'external') return null;
  const name = calledName(site.call);
  if (isFileModule(entity.package)) return FILE_WRITES.has(name) ? { kind: 'file', what: name } : null;
  if (entity.package === 'global')
    return entity.way.length === 1 && entity.way[0] === 'fetch' ? http(program, site, 'fetch') : null;
  if (isHttpClient(entity.package))
    return isRequest(entity, name, site) ? http(program, site, entity.package) : null;
  if (isHttpModule(entity.package))
    return (name === 'request' || name === 'get') && entity.way.length <= 2
      ? http(program, site, 'http')
      : null;
  if (isMailer(entity.package))
    return MAIL_METHODS.has(name) && entity.way.length > 1 ? { kind: 'external', what: 'mail' } : null;
  if (
    isKit(entity.package) &&
    site.call.kind === 'call' &&
    receiverOf(site.call) !== null &&
    !SDK_LOCAL.has(name) &&
    isOnInstance(entity)
  ) {
    return { kind: 'external', what: entity.package };
  }
  return null;
}

const isOnInstance = (entity: Extract<Entity, { kind: 'external' }>): boolean =>
  entity.way.some((step) => step === 'new()' || step === '()') || entity.way.length > 1;

/** `axios(…)`, `axios.get(…)`, and the same on `axios.create()`. */
function isRequest(entity: Extract<Entity, { kind: 'external' }>, name: string, site: CallSite): boolean {
  if (site.call.kind !== 'call') return false;
  if (receiverOf(site.call) === null) return true;
  return CLIENT_METHODS.has(name) && !entity.way.includes('interceptors');
}

function http(program: Program, site: CallSite, client: string): Happening {
  const host = hostOf(program, site);
  return { kind: 'external', what: host === null ? client : `${client} ${host}` };
}

function hostOf(program: Program, site: CallSite): string | null {
  const [first] = site.call.args;
  if (first === undefined) return null;
  const url =
    first.kind === 'object' ? entryOf(program, site.path, first, 'url') : { path: site.path, value: first };
  const text = url === null ? undefined : spellings(program, url.path, url.value)[0]?.text;
  return /^https?:\/\/([^/${}:?]+)/.exec(text ?? '')?.[1] ?? null;
}
