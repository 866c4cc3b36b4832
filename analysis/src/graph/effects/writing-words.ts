/** What the names of calls say about writing, where the name is all that is known. */
import type { CallFact } from '../../read/file-facts.ts';
import { changesLists, worksOnValues } from './builtin-methods.ts';

/** `createOrder`, `save`: said of what is kept, whoever hears it. A plain `delete` is said of maps and sets as well. */
const WRITES =
  /^(?:create|update|upsert|insert|save|destroy|delete(?!$)|increment|decrement|persist|enqueue)(?=[A-Z\d_]|$)/;
/** Said of lists, maps and elements too: only where the answer is waited for. */
const MAY_WRITE =
  /^(?:add|delete|remove|del|unlink|expire|set|put|push|send|publish|emit|dispatch|trigger|write|store|replace|patch|mark|touch|track|record|revoke|reset|register|cancel|archive|restore|assign|grant|invite|move|copy|rename|upload|import|sync|truncate|drop|flush|purge|clear|enable|disable|execute|exec|commit|transaction|relate|unrelate|attach|detach|associate|disassociate|bulk\w*)(?=[A-Z\d_]|$)/;
/** Said of what is kept even where nobody waits for it, by packages as well. */
const SAVES = /^(?:save|destroy|enqueue|publish|increment|decrement|(?:insert|update|upsert)(?:One|Many)?)$/;
/** Sound like writing and make or set a thing in memory. */
const IN_MEMORY =
  /^(?:create(?:Hash|Hmac|Sign|Verify|Cipher\w*|Decipher\w*|Element|Error|Logger|Context|Url|URL|Server|Socket|Client|Instance|Schema|Validator|Selector|Require|Proxy|Reader|Parser|Token|Iterator|Secret\w*|Public\w*|Private\w*|Interface|Builder|\w*(?:Stream|Builder|Element|Event|Error|Query))|set(?:Header|Timeout|Interval|Immediate|Cookie|Attribute|Encoding|Locale|KeepAlive|Status\w*|Context|Tag|Extra|User|Level)|send(?:Status|File)|write(?:Head|Continue)|remove(?:Header|Listener|AllListeners)|add(?:Listener|EventListener|Header|Hook|Breadcrumb)|updateHeader|(?:set|delete|update|merge|remove)In$)/;

/** By its name alone, said to something that is kept elsewhere. */
export function soundsLikeWriting(name: string): boolean {
  // `$executeRaw`, `_save`
  const word = name.replace(/^[$_]+/, '');
  return !IN_MEMORY.test(word) && (WRITES.test(word) || MAY_WRITE.test(word));
}

/** By its name alone, what is kept changes even where nobody waits for it; packages have more words of their own. */
export const surelyWrites = (name: string, isOfPackage: boolean): boolean =>
  (isOfPackage ? SAVES : WRITES).test(name);

/** `return map.delete(key)`, `() => text.replaceAll('a', 'b')` */
export const isSaidOfNoList = (call: CallFact): boolean =>
  call.name !== 'delete' && !changesLists(call.name) && !worksOnValues(call);
