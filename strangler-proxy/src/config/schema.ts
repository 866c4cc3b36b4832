/**
 * `strangler.yaml`, the one place where its keys, defaults and messages are written. Every message is the cure: the
 * loader puts the place and the value before it.
 */
import { z } from 'zod';
import { parsePattern } from '../routing/pattern.ts';
import { stages } from '../routing/reach.ts';
import { parseShare } from '../routing/share.ts';
import { parseAddress } from './address.ts';

const say = (cure: string) => ({ error: cure });

const name = z
  .string(say('Write a name such as "reviews".'))
  .regex(
    /^[a-z][a-z0-9-]{0,62}$/,
    'Use lower-case letters, digits and hyphens, beginning with a letter, at most 63.',
  );

const shareCure = 'Write a per cent from 0% to 100% with at most two decimals, such as "25%".';
/** Basis points inside, per cent in the file. */
const share = z.string(say(shareCure)).transform((text, context) => {
  const basisPoints = parseShare(text);
  if (basisPoints !== undefined) return basisPoints;
  context.addIssue({ code: 'custom', message: shareCure, input: text });
  return z.NEVER;
});

const addressCure = 'Write a host and a port such as 127.0.0.1:8080 (port 0 takes a free one).';
const address = z.string(say(addressCure)).transform((text, context) => {
  const parsed = parseAddress(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: addressCure, input: text });
  return z.NEVER;
});

const loopback = address.refine(({ host }) => ['127.0.0.1', '::1', 'localhost'].includes(host), {
  error:
    'The admin API is for this machine only; write 127.0.0.1 with a port, and reach it from elsewhere through ssh.',
});

const originCure = 'Write scheme, host and port only, such as http://127.0.0.1:3000.';
const origin = z.string(say(originCure)).transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare =
    url &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '' &&
    url.username === '' &&
    !/[?#@]/.test(text);
  if (url && isBare && (url.protocol === 'http:' || url.protocol === 'https:')) return url.origin;
  context.addIssue({ code: 'custom', message: originCure, input: text });
  return z.NEVER;
});

const milliseconds = (cure: string) => z.int(say(cure)).positive(cure).max(86_400_000, cure);

/** How long each part of a transfer may take. */
const timeouts = z.strictObject(
  {
    /** Until the upstream's socket is open. */
    connectMs: milliseconds('Write milliseconds from 1, such as 2000.').default(2_000),
    /** From the request's last byte until the answer's head. */
    firstByteMs: milliseconds('Write milliseconds from 1, such as 30000.').default(30_000),
    /** Between two pieces of an answer, and on an upgraded socket. */
    idleMs: milliseconds('Write milliseconds from 1, such as 300000.').default(300_000),
  },
  say('Write keys connectMs, firstByteMs, idleMs.'),
);

const path = z.string(say('Write a path such as /api/products/:id/reviews.')).superRefine((text, context) => {
  const parsed = parsePattern(text);
  if ('cure' in parsed) context.addIssue({ code: 'custom', message: parsed.cure, input: text });
});

const methodsCure =
  'Write a list of methods such as [GET, POST]; HEAD follows GET. Leave the key out for all methods.';
const method = z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], say(methodsCure));

const effects = ['read', 'idempotent-write', 'write', 'external', 'unknown'] as const;
const route = z.strictObject(
  {
    path,
    methods: z.array(method, say(methodsCure)).min(1, methodsCure).optional(),
    /** What answering does, from the analyzer's report. Without it GET and HEAD are taken as reads, the rest as writes. */
    effect: z.enum(effects, say(`Write one of ${effects.join(', ')}, or leave it out.`)).optional(),
  },
  say('Write a mapping such as { methods: [GET], path: /api/reviews/* }.'),
);

const callerKeyCure =
  'Write { cookie: sid }, { ip: true } or { header: x-user-id }; leave it out for a signed cookie of our own.';
const token = z.string(say(callerKeyCure)).regex(/^[!#$%&'*+\-.^_`|~\w]+$/, callerKeyCure);
const callerKey = z.union(
  [
    z.strictObject({ cookie: token }),
    z.strictObject({ ip: z.literal(true) }),
    z.strictObject({ header: token }),
  ],
  say(callerKeyCure),
);

const slice = z.strictObject(
  {
    name,
    service: name,
    routes: z.array(route, say('Write a list of routes.')).min(1, 'Write at least one route.'),
    stage: z.enum(stages, say(`Write one of ${stages.join(', ')}.`)).default('off'),
    /** Callers that the service answers while the stage is `ramp`. */
    share: share.optional(),
    /** The side that owns the slice's data. */
    home: z.enum(['monolith', 'service'], say('Write monolith or service.')).default('monolith'),
    callerKey: callerKey.optional(),
    compare: z
      .strictObject(
        {
          /** Reads that the other side is asked too, in the stages shadow and ramp. */
          sample: share.prefault('100%'),
          /** In stage live the monolith is asked too. */
          reverse: z.boolean(say('Write true or false.')).default(false),
        },
        say('Write a mapping such as { sample: 10% }.'),
      )
      .prefault({}),
    /** Reads that the service fails before its first byte are answered at home. */
    fallback: z.enum(['reads', 'never'], say('Write reads or never.')).default('reads'),
    timeouts: timeouts.optional(),
  },
  say('Write a mapping with name, service, routes, stage.'),
);

const service = z.strictObject(
  {
    targets: z
      .array(origin, say('Write a list of targets such as [http://127.0.0.1:4001].'))
      .min(1, 'Write at least one target.'),
    /** Path asked to see whether a target works. */
    health: z
      .string(say('Write a path such as /health.'))
      .startsWith('/', 'Write a path such as /health.')
      .optional(),
    timeouts: timeouts.optional(),
  },
  say('Write a mapping such as { targets: [http://127.0.0.1:4001], health: /health }.'),
);

export const configSchema = z.strictObject(
  {
    version: z.literal(1, say('Write version: 1.')),
    listen: address,
    admin: loopback,
    engine: z
      .enum(['undici', 'http-proxy-middleware'], say('Write undici or http-proxy-middleware.'))
      .default('undici'),
    monolith: z.strictObject(
      { target: origin, timeouts: timeouts.optional() },
      say('Write a mapping such as { target: http://127.0.0.1:3000 }.'),
    ),
    services: z
      .record(
        name,
        service,
        say('Write a mapping of services such as reviews: { targets: [http://127.0.0.1:4001] }.'),
      )
      .default({}),
    slices: z.array(slice, say('Write a list of slices.')).default([]),
    /** `express`: case-insensitive, one trailing slash allowed. `exact`: as written. */
    matching: z.enum(['express', 'exact'], say('Write express or exact.')).default('express'),
    timeouts: timeouts.prefault({}),
    headers: z
      .strictObject(
        { side: z.boolean(say('Write true or false.')).default(true) },
        say('Write a mapping such as { side: false }.'),
      )
      .prefault({}),
    /** Hosts that are served; without it any valid host is. */
    hosts: z
      .array(z.string(say('Write a host name such as shop.example.')), say('Write a list of host names.'))
      .optional(),
    /** Addresses or networks whose forwarding headers are believed. */
    trustedProxies: z
      .array(
        z.union(
          [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
          say('Write an address or a network such as 10.0.0.0/8.'),
        ),
        say('Write a list of addresses or networks.'),
      )
      .default([]),
    limits: z
      .strictObject(
        {
          maxConnections: z
            .int(say('Write a number of connections, such as 10000.'))
            .positive('Write a number from 1.')
            .default(10_000),
          maxHeaders: z
            .int(say('Write a number of header fields, such as 200.'))
            .min(20, 'Write at least 20.')
            .default(200),
          /** Memory for copies of requests and answers that are compared. */
          shadowBytes: z
            .int(say('Write bytes, such as 67108864.'))
            .min(0, 'Write bytes from 0.')
            .default(64 * 1024 * 1024),
          shadowConcurrency: z
            .int(say('Write a number, such as 32.'))
            .min(1, 'Write a number from 1.')
            .default(32),
        },
        say('Write keys maxConnections, maxHeaders, shadowBytes, shadowConcurrency.'),
      )
      .prefault({}),
  },
  say('Write a mapping that begins with version: 1 (see strangler-proxy/README.md).'),
);

export type Config = Readonly<z.output<typeof configSchema>>;
export type SliceConfig = Config['slices'][number];
export type RouteConfig = SliceConfig['routes'][number];
export type ServiceConfig = Config['services'][string];
export type Timeouts = Config['timeouts'];
export type Effect = NonNullable<RouteConfig['effect']>;
