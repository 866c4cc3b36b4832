/**
 * CPU a request of the proxy process, paired with its peers in one run over the same upstream and load.
 *
 *   node bench/proxy/run.ts [--rounds 5] [--seconds 3] [--load small,post,medium,stream] [--routes 200] [--only NAME]…
 *
 * Needs wrk, nginx and haproxy (Debian: apt-get install wrk nginx haproxy). In each round every contender has its turn;
 * bars are held against the least figures, because other work on the machine only ever adds. Peers stand as their users
 * set them up and, where that differs, as well as they can be; both have the bar. Exits with 1 when a bar is missed by more than half.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contender, isInstalled, startHaproxy, startNginx, startScript } from './contenders.ts';
import { loadWithWrk, median } from './measure.ts';

const loads = {
  small: { path: '/items/17', connections: 32 },
  post: { path: '/items/17', connections: 32 },
  medium: { path: '/items/17/medium', connections: 16 },
  stream: { path: '/items/17/stream', connections: 4 },
} as const;
type Load = keyof typeof loads;

/** Banyan's CPU a request as a multiple of the peer's, small JSON, everything on. */
const bars: Readonly<Record<string, number>> = {
  'http-proxy-middleware': 0.5,
  'http-proxy-middleware, tuned': 0.5,
  'fast-proxy': 0.9,
  'fast-proxy, undici': 0.9,
  nginx: 5,
};
const slack = 1.5;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    load: { type: 'string', default: Object.keys(loads).join(',') },
    routes: { type: 'string', default: '200' },
    only: { type: 'string', multiple: true },
  },
});
for (const command of ['wrk', 'nginx', 'haproxy']) {
  if (isInstalled(command)) continue;
  console.error(`${command} is not installed. Debian: apt-get install wrk nginx haproxy`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-proxy-'));
const postScript = join(folder, 'post.lua');
writeFileSync(
  postScript,
  `wrk.method = "POST"\nwrk.body = '${JSON.stringify({ text: 'x'.repeat(200) })}'\nwrk.headers["Content-Type"] = "application/json"\n`,
);

/** Which of these a load can be sent through: the floors forward no bodies, and no answer in several pieces. */
const onlySmall: ReadonlySet<string> = new Set(['node:http alone', 'node:http and a socket']);
const script = (name: string, file: string, ...more: readonly string[]) =>
  [name, (to: string) => startScript(name, `contenders/${file}.ts`, to, ...more)] as const;
const starters: readonly (readonly [string, (to: string) => Promise<Contender>])[] = [
  script('banyan', 'banyan', 'sockets', values.routes),
  script('banyan, undici', 'banyan', 'undici', values.routes),
  script('banyan, http-proxy-middleware', 'banyan', 'http-proxy-middleware', values.routes),
  script('http-proxy-middleware', 'http-proxy-middleware', 'defaults'),
  script('http-proxy-middleware, tuned', 'http-proxy-middleware', 'tuned'),
  script('http-proxy-middleware in Express', 'http-proxy-middleware', 'express'),
  script('http-proxy-middleware, no keep-alive', 'http-proxy-middleware', 'no-keep-alive'),
  script('fast-proxy', 'fast-proxy'),
  script('fast-proxy, undici', 'fast-proxy', 'undici'),
  script('@fastify/http-proxy', 'fastify-http-proxy'),
  ['nginx', startNginx],
  ['HAProxy', startHaproxy],
  script('node:http alone', 'floor', 'answers'),
  script('node:http and a socket', 'floor', 'forwards'),
];

const upstream = await startScript('upstream', 'upstream.ts');
const contenders: Contender[] = [];
for (const [name, start] of starters) {
  if (name === 'banyan' || values.only === undefined || values.only.includes(name))
    contenders.push(await start(upstream.url));
}
try {
  let missed = false;
  for (const load of values.load.split(',').filter((name): name is Load => name in loads)) {
    const table = await measure(load);
    print(load, table);
    if (load === 'small') missed = reportBars(table);
  }
  process.exitCode = missed ? 1 : 0;
} finally {
  for (const part of [...contenders, upstream]) await part.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Contender → microseconds of CPU a request, one figure a round. */
async function measure(load: Load): Promise<Map<string, number[]>> {
  const taking = contenders.filter(({ name }) => load === 'small' || !onlySmall.has(name));
  const table = new Map<string, number[]>(taking.map(({ name }) => [name, []]));
  // Long enough for the compilers to be done: their work is not a request's.
  for (const contender of taking) await once(contender, load, 2);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const contender of taking) {
      // Not counted: new connections, and what V8 threw away while the others had their turn. Without this a figure
      // would grow with the number of contenders.
      await once(contender, load, 1);
      table.get(contender.name)?.push(await once(contender, load, Number(values.seconds)));
    }
  }
  return table;
}

async function once(contender: Contender, load: Load, seconds: number): Promise<number> {
  const { path, connections } = loads[load];
  const more = load === 'post' ? ['-s', postScript] : [];
  return (await loadWithWrk(contender, path, connections, seconds, more)).cpuPerRequest;
}

function print(load: Load, table: Map<string, number[]>): void {
  console.log(
    `\n${load} (${loads[load].connections} connections): CPU a request, median and least of the rounds, and banyan's as a multiple of it`,
  );
  for (const [name, figures] of table) {
    const { paired, least } = ratiosOf(table, name);
    console.log(
      `  ${name.padEnd(38)} ${median(figures).toFixed(0).padStart(6)} µs ${Math.min(...figures)
        .toFixed(0)
        .padStart(6)} µs ${paired.toFixed(2).padStart(6)}× ${least.toFixed(2).padStart(6)}×`,
    );
  }
}

/**
 * Banyan's cost as a multiple of a peer's: the median of the rounds' ratios, and the ratio of the least figures. On a busy
 * machine the second is the nearer one, because other work only ever adds.
 */
function ratiosOf(table: Map<string, number[]>, name: string): { paired: number; least: number } {
  const own = table.get('banyan') ?? [];
  const figures = table.get(name) ?? [];
  return {
    paired: median(figures.map((figure, round) => (own[round] ?? 0) / figure)),
    least: Math.min(...own) / Math.min(...figures),
  };
}

function reportBars(table: Map<string, number[]>): boolean {
  let missed = false;
  for (const [name, bar] of Object.entries(bars)) {
    if (!table.has(name)) continue;
    const { least } = ratiosOf(table, name);
    console.log(`  against ${name}: ${least.toFixed(2)}×, bar ${bar}×${least > bar ? '  MISSED' : ''}`);
    if (least > bar * slack) missed = true;
  }
  return missed;
}
