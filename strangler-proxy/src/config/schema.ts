/** `strangler.yaml`: the one place where its keys and defaults stand. Every message is the cure; the loader puts place and value before it. */
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { termsShape } from '../compare/terms.ts';
import { stages } from '../routing/reach.ts';
import {
  address,
  collector,
  count,
  flag,
  hostNames,
  loopbackAddress,
  milliseconds,
  name,
  networks,
  origin,
  path,
  say,
  share,
  token,
  wantedValues,
} from './fields.ts';

const connectCure = 'Write milliseconds from 1 to 60000, such as 2000.';
/** How long each part of a transfer may take. */
const timeouts = z.strictObject(
  {
    /** Until the upstream's socket is open. */
    connectMs: milliseconds(connectCure).max(60_000, connectCure).default(2_000),
    /** From the request's last byte until the answer's head. */
    firstByteMs: milliseconds('Write milliseconds from 1, such as 30000.').default(30_000),
    /** Between two pieces of an answer, and on an upgraded socket. */
    idleMs: milliseconds('Write milliseconds from 1, such as 300000.').default(300_000),
    /** From the request's head to the answer's end; without it an answer may last as long as it sends. */
    totalMs: milliseconds('Write milliseconds from 1, or leave it out.').optional(),
  },
  say('Write keys connectMs, firstByteMs, idleMs, totalMs.'),
);

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
    /** Only on these hosts. */
    hosts: hostNames.optional(),
    /** Only with these header fields. */
    headers: wantedValues(
      'Write header fields such as { x-api-version: "2" }, or true for any value.',
    ).optional(),
    /** Only with these query parameters. */
    query: wantedValues('Write query parameters such as { preview: true }.').optional(),
    /** The service's path for this route, with the same parameters. */
    rewrite: path.optional(),
    /** In stage shadow the service gets its writes too, if it says that it keeps them apart. */
    shadowWrites: flag.default(false),
  },
  say('Write a mapping such as { methods: [GET], path: /api/reviews/* }.'),
);

const callerKeyCure =
  'Write { cookie: sid }, { claim: sub }, { ip: true } or { header: x-user-id }; leave it out for a signed cookie of our own.';
const callerKey = z.union(
  [
    z.strictObject({ cookie: token(callerKeyCure) }),
    z.strictObject({ claim: z.string().min(1) }),
    z.strictObject({ ip: z.literal(true) }),
    z.strictObject({ header: token(callerKeyCure) }),
  ],
  say(callerKeyCure),
);

const cohortCure =
  'Write { header: x-user-id, values: […] }, { claim: tenant, values: […] }, { cookie: beta, values: […] } or { networks: [10.0.0.0/8] }.';
const values = z.array(z.union([z.string(), z.int()]), say(cohortCure)).min(1, cohortCure);
/** Callers who are treated alike. Headers count only from trusted proxies, claims only from verified tokens. */
const cohort = z.union(
  [
    z.strictObject({ header: token(cohortCure), values }),
    z.strictObject({ claim: z.string().min(1), values }),
    z.strictObject({ cookie: token(cohortCure), values }),
    z.strictObject({ networks }),
  ],
  say(cohortCure),
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
    /** Cohorts with a share of their own while the stage is `ramp`; the first one that a caller is in counts. */
    cohorts: z
      .array(
        z.strictObject({ name, share }, say('Write a mapping such as { name: staff, share: 100% }.')),
        say('Write a list of cohorts with shares.'),
      )
      .default([]),
    compare: z
      .strictObject(
        {
          /** Reads that the other side is asked too: in stage shadow all unless named, in later ones a tenth. */
          sample: share.optional(),
          /** In stage live the monolith is asked too. */
          reverse: flag.default(false),
          ...termsShape,
        },
        say('Write a mapping such as { sample: 10% }.'),
      )
      .prefault({}),
    /** Reads that the service fails before its first byte are answered at home. */
    fallback: z.enum(['reads', 'never'], say('Write reads or never.')).default('reads'),
    /** Tell the service who is asking, in a signed header. */
    identity: flag.default(false),
    timeouts: timeouts.optional(),
  },
  say('Write a mapping with name, service, routes, stage.'),
);

const upstreamTlsCure =
  'Write { ca: FILE, cert: FILE, key: FILE, serverName: NAME, minVersion: TLSv1.3 }, each where it is needed.';
const upstreamFile = z.string(say(upstreamTlsCure)).min(1, upstreamTlsCure).optional();
/** How TLS is spoken to `https:` targets. Files are PEM, relative to this one, and read again at each reload. */
const upstreamTls = z.strictObject(
  {
    /** The authorities that sign the upstream's certificate, instead of the system's. */
    ca: upstreamFile,
    /** Our own certificate and its key, for an upstream that asks for one. */
    cert: upstreamFile,
    key: upstreamFile,
    /** The name that the upstream's certificate must have; the target's host unless named. */
    serverName: z.hostname(say(upstreamTlsCure)).optional(),
    minVersion: z.enum(['TLSv1.2', 'TLSv1.3'], say('Write TLSv1.2 or TLSv1.3.')).optional(),
  },
  say(upstreamTlsCure),
);

const target = z.union(
  [
    origin.transform((url) => ({ origin: url, weight: 1 })),
    z
      .strictObject({ url: origin, weight: z.int().min(1).max(1_000) })
      .transform(({ url, weight }) => ({ origin: url, weight })),
  ],
  say(
    'Write scheme, host and port only, such as http://127.0.0.1:4001, or { url: http://127.0.0.1:4001, weight: 2 }.',
  ),
);

const service = z.strictObject(
  {
    targets: z
      .array(target, say('Write a list of targets such as [http://127.0.0.1:4001].'))
      .min(1, 'Write at least one target.'),
    /** Path asked to see whether a target works. */
    health: z
      .string(say('Write a path such as /health.'))
      .startsWith('/', 'Write a path such as /health.')
      .optional(),
    timeouts: timeouts.optional(),
    tls: upstreamTls.optional(),
  },
  say('Write a mapping such as { targets: [http://127.0.0.1:4001], health: /health }.'),
);

const tokensCure =
  'Write { algorithm: HS256, secret: … } with at least 16 characters, or { algorithm: RS256, publicKey: … } in PEM.';
/** How the tokens of `Authorization: Bearer` are verified; the algorithm is ours to choose, never the token's. */
const tokens = z.union(
  [
    z.strictObject({ algorithm: z.literal('HS256'), secret: z.string().min(16, tokensCure) }),
    z.strictObject({
      algorithm: z.enum(['RS256', 'ES256']),
      publicKey: z.string().startsWith('-----BEGIN PUBLIC KEY-----', tokensCure),
    }),
  ],
  say(tokensCure),
);

const togetherCure = 'Write a mapping such as { routes: ["GET /a", "POST /a"], because: "one transaction" }.';
const together = z.strictObject(
  {
    routes: z.array(z.string().regex(/^[A-Z]+ \//, togetherCure), say(togetherCure)).min(2, togetherCure),
    because: z.string(say('Write the reason.')).default(''),
    /** The operator knows better. */
    allowSplit: flag.default(false),
  },
  say(togetherCure),
);

const identityCure = 'Write { ask: /whoami, secret: … } with at least 32 characters.';
/** How services hear who is asking: the monolith is asked, its answer signed. */
const identity = z.strictObject(
  {
    /** The monolith's path that answers `{ "id": … }` for the caller's cookie or token. */
    ask: z.string(say(identityCure)).startsWith('/', identityCure),
    /** Shared with the services, which verify the header with it. */
    secret: z.string(say(identityCure)).min(32, identityCure),
    /** The most by which a logout elsewhere may be late. */
    rememberMs: milliseconds('Write milliseconds from 1, such as 2000.').default(2_000),
  },
  say(identityCure),
);

const telemetryCure =
  'Write { endpoint: http://127.0.0.1:4318 } with the address of a collector that takes OTLP over HTTP.';
/** Where the spans of recorded traces go. */
const telemetry = z.strictObject(
  {
    /** The collector; `/v1/traces` is added. */
    endpoint: collector(telemetryCure),
    /** Fields that the collector asks for, such as an API key. */
    headers: z
      .record(token(telemetryCure), z.string(), say('Write header fields such as { x-api-key: … }.'))
      .default({}),
    serviceName: z.string(say('Write a name such as shop-proxy.')).min(1).default('banyan'),
    /** Of the traces that begin here so many are recorded; one that a caller began is recorded if the caller says so. */
    sample: share.default(0),
  },
  say(telemetryCure),
);

const shadowCure = 'Write { secret: … } with at least 32 characters.';
/** How services can tell that a request is asked in shadow by this proxy. */
const shadow = z.strictObject(
  {
    /** Shared with the services, which verify the mark with it. */
    secret: z.string(say(shadowCure)).min(32, shadowCure),
  },
  say(shadowCure),
);

const limits = z.strictObject(
  {
    maxConnections: count('Write a number of connections, such as 10000.').default(10_000),
    /** Connections from one address, trusted proxies and balancers apart; without it there is no such limit. */
    maxConnectionsPerAddress: count(
      'Write a number of connections, such as 100, or leave it out.',
    ).optional(),
    maxHeaders: count('Write a number of header fields from 20, such as 200.', 20).default(200),
    /** Requests under way; more are answered 503, and above half of it nothing is asked in shadow. */
    maxUnderWay: count('Write a number of requests, such as 4096.').default(4_096),
    /** A client that neither sends its body nor takes its answer for this long is cut. */
    clientIdleMs: milliseconds('Write milliseconds from 1, such as 7000.').default(7_000),
    /** How long a stop waits for what is under way. */
    stopMs: milliseconds('Write milliseconds from 1, such as 10000.').default(10_000),
    /** Memory for copies of answers that are compared. */
    shadowBytes: count('Write bytes from 0, such as 67108864.', 0).default(64 * 1024 * 1024),
    shadowConcurrency: count('Write a number from 1, such as 32.').default(32),
    /** Days after which examples of differences are taken out; the counts stay. */
    exampleDays: count('Write a number of days, such as 7.').max(3_650).default(7),
  },
  say('Write a mapping such as { maxConnections: 10000 }.'),
);

/** More than any machine has cores is a mistake. */
const MOST_WORKERS = 256;
const workersCure = `Write a number of processes from 1 to ${MOST_WORKERS}, or auto for one on each core.`;

const tlsCure = 'Write { cert: FILE, key: FILE }, both PEM; and http2: false to speak HTTP/1.1 only.';

export const configSchema = z.strictObject(
  {
    version: z.literal(1, say('Write version: 1.')),
    listen: address,
    admin: loopbackAddress,
    engine: z
      .enum(
        ['sockets', 'undici', 'http-proxy-middleware'],
        say('Write sockets, undici or http-proxy-middleware.'),
      )
      .default('sockets'),
    /** Processes that answer callers; `auto` is one for each core. */
    workers: z
      .union(
        [z.literal('auto'), z.int().min(1, workersCure).max(MOST_WORKERS, workersCure)],
        say(workersCure),
      )
      .default(1)
      .transform((count) => (count === 'auto' ? availableParallelism() : count)),
    monolith: z.strictObject(
      { target: origin, timeouts: timeouts.optional(), tls: upstreamTls.optional() },
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
    /**
     * What becomes of a path that two programs could read differently (`//`, `..`, `;`, `%2f`): refused; redirected to
     * its plain form where it has one; or passed to the monolith as it is, matching no slice.
     */
    paths: z.enum(['strict', 'redirect', 'pass'], say('Write strict, redirect or pass.')).default('strict'),
    timeouts: timeouts.prefault({}),
    headers: z
      .strictObject(
        {
          side: flag.default(true),
          /** Location and Set-Cookie that name an upstream's own address or path are turned into the caller's. */
          translate: flag.default(true),
        },
        say('Write a mapping such as { side: false, translate: false }.'),
      )
      .prefault({}),
    /** Hosts that are served; without it any valid host is. */
    hosts: hostNames.optional(),
    /** Addresses or networks whose forwarding headers are believed. */
    trustedProxies: networks.default([]),
    /** Addresses or networks of load balancers whose connections begin with a PROXY header (versions 1 and 2). */
    proxyProtocol: networks.default([]),
    /** Named groups of callers, for the slices. */
    cohorts: z
      .record(name, cohort, say('Write a mapping of cohorts such as staff: { networks: [10.0.0.0/8] }.'))
      .default({}),
    tokens: tokens.optional(),
    identity: identity.optional(),
    shadow: shadow.optional(),
    /** Routes that the analyzer says must move as one; a file that splits a group is refused. */
    together: z.array(together, say('Write a list of groups.')).default([]),
    /** Where a JSON line for each request goes: a file, or stdout. */
    accessLog: z.string(say('Write a file, or stdout.')).min(1, 'Write a file, or stdout.').optional(),
    telemetry: telemetry.optional(),
    /** TLS for clients: PEM files, relative to this one. A changed file is taken over with the next reload. */
    tls: z
      .strictObject(
        {
          cert: z.string(say(tlsCure)).min(1, tlsCure),
          key: z.string(say(tlsCure)).min(1, tlsCure),
          /** Offers HTTP/2 to clients, beside HTTP/1.1. */
          http2: flag.default(true),
        },
        say(tlsCure),
      )
      .optional(),
    limits: limits.prefault({}),
  },
  say('Write a mapping that begins with version: 1 (see strangler-proxy/README.md).'),
);

export type Config = Readonly<z.output<typeof configSchema>>;
export type SliceConfig = Config['slices'][number];
export type RouteConfig = SliceConfig['routes'][number];
export type ServiceConfig = Config['services'][string];
export type UpstreamTlsConfig = NonNullable<ServiceConfig['tls']>;
export type CohortConfig = Config['cohorts'][string];
export type Timeouts = Config['timeouts'];
export type Effect = NonNullable<RouteConfig['effect']>;
