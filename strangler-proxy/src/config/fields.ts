/** The single values of `strangler.yaml`: how each is written, and what it becomes. Every message is the cure. */
import { z } from 'zod';
import { parsePattern } from '../routing/pattern.ts';
import { parseShare } from '../routing/share.ts';
import { parseAddress } from './address.ts';

/** The message of a field, whatever is wrong with it. */
export const say = (cure: string) => ({ error: cure });

/** Turns a text into a value, or says the cure. */
const reading = <T>(cure: string, read: (text: string) => T | undefined) =>
  z.string(say(cure)).transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: cure, input: text });
    return z.NEVER;
  });

export const name = z
  .string(say('Write a name such as "reviews".'))
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'Use lower-case letters, digits and hyphens, beginning with a letter, at most 63.',
  );

/** Basis points inside, per cent in the file. */
export const share = reading(
  'Write a per cent from 0% to 100% with at most two decimals, such as "25%".',
  parseShare,
);

export const address = reading(
  'Write a host and a port such as 127.0.0.1:8080 (port 0 takes a free one).',
  parseAddress,
);

export const loopbackAddress = address.refine(
  ({ host }) => ['127.0.0.1', '::1', 'localhost'].includes(host),
  say(
    'The admin API is for this machine only; write 127.0.0.1 with a port, and reach it from elsewhere through ssh.',
  ),
);

export const originCure = 'Write scheme, host and port only, such as http://127.0.0.1:3000.';
export const origin = reading(originCure, (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare = url?.pathname === '/' && url.username === '' && !/[?#@]/.test(text);
  return isBare && (url.protocol === 'http:' || url.protocol === 'https:') ? url.origin : undefined;
});

/** The base address of a collector, as the place where its traces go. */
export const collector = (cure: string) =>
  reading(cure, (text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isPlain = url && url.username === '' && url.search === '' && url.hash === '';
    return isPlain && (url.protocol === 'http:' || url.protocol === 'https:')
      ? `${url.origin}${url.pathname.replace(/\/$/, '')}/v1/traces`
      : undefined;
  });

/** At most a day: longer ones are a wrong unit. */
export const milliseconds = (cure: string) => z.int(say(cure)).positive(cure).max(86_400_000, cure);

/** A whole number not below `least`. */
export const count = (cure: string, least = 1) => z.int(say(cure)).min(least, cure);

export const flag = z.boolean(say('Write true or false.'));

export const path = z
  .string(say('Write a path such as /api/products/:id/reviews.'))
  .superRefine((text, context) => {
    const parsed = parsePattern(text);
    if ('cure' in parsed) context.addIssue({ code: 'custom', message: parsed.cure, input: text });
  });

export const hostNames = z
  .array(
    z.string(say('Write a host name such as shop.example.')).toLowerCase(),
    say('Write a list of host names.'),
  )
  .min(1, 'Write at least one host name.');

const networkCure = 'Write an address or a network such as 10.0.0.0/8.';
export const networks = z.array(
  z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], say(networkCure)),
  say('Write a list of addresses or networks.'),
);

/** The name of a header field or cookie (RFC 9110 5.6.2). */
export const token = (cure: string) => z.string(say(cure)).regex(/^[!#$%&'*+\-.^_`|~\w]+$/, cure);

/** Names with the value that is asked for; `true` asks for any. */
export const wantedValues = (cure: string) =>
  z.record(
    z.string().regex(/^[\w!#$%&'*+\-.^`|~[\]]{1,100}$/, cure),
    z.union([z.string(), z.literal(true)], say(cure)),
    say(cure),
  );
