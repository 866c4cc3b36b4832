/** Calls of stores beside the relational ones: Redis by its commands, others only as far as that they may write. */
import { type CallSite, calledName } from '../call-index.ts';
import type { Program } from '../program.ts';
import type { Happening } from './happening.ts';
import { isRedis } from './package-kinds.ts';
import { isUnreadStore } from './unread-packages.ts';
import { soundsLikeWriting } from './writing-words.ts';

/** Commands after which a second time makes no difference (redis.io/commands). */
const SETTING =
  /^(?:p?set(?:ex|nx)?|m?set(?:nx)?|hm?set(?:nx)?|del|unlink|hdel|p?expire(?:at)?|persist|sadd|srem|zadd|zrem\w*|rename(?:nx)?|setbit|setrange|flushdb|flushall|ltrim|pfadd|json\.?set)$/i;
/** Commands that change something each time. */
const CHANGING =
  /^(?:incr(?:by)?(?:float)?|decr(?:by)?|hincrby(?:float)?|zincrby|append|getset|getdel|[lr]push(?:x)?|[lr]pop|b[lr]pop\w*|lmove|blmove|linsert|lrem|lset|spop|smove|zpop\w+|publish|spublish|xadd|xdel|xack|xtrim|xgroup|eval(?:sha)?|sort|restore|copy|move)$/i;

export function storeCall(program: Program, site: CallSite): Happening | null {
  const entity = program.called(site.path, site.index);
  if (entity.kind !== 'external' || entity.way.length < 2) return null;
  const name = calledName(site.call);
  if (isRedis(entity.package)) {
    if (CHANGING.test(name)) return { kind: 'store', what: `redis ${name}`, isIdempotent: false };
    return SETTING.test(name) ? { kind: 'store', what: `redis ${name}`, isIdempotent: true } : null;
  }
  if (!isUnreadStore(entity.package)) return null;
  const because = `what ${name} asks of ${entity.package} is not read`;
  return { kind: soundsLikeWriting(name) ? 'unknown' : 'open', because };
}
