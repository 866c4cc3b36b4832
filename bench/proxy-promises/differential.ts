/**
 * The same odd requests through Banyan, nginx and HAProxy: what each hands to an upstream, and why they differ.
 *
 *   node bench/proxy-promises/differential.ts [--cases 3000] [--seed 1]
 *
 * Exits with 1 when a difference has no explanation, or when Banyan hands a second or ambiguous request to an upstream.
 */
import { parseArgs } from 'node:util';
import { requestBytes, SMUGGLED } from '../../strangler-proxy/test/fuzz/grammar.ts';
import { Random } from '../../strangler-proxy/test/fuzz/random.ts';
import { faultsOf } from '../../strangler-proxy/test/fuzz/read-strictly.ts';
import { reviewsConfig, startTestProxy } from '../../strangler-proxy/test/kit/proxy.ts';
import { isInstalled, startHaproxy, startNginx } from '../proxy/contenders.ts';
import { differenceOf, explain } from './differential/explain.ts';
import { type Outcome, observe, type Patience, recorder } from './differential/observe.ts';

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '3000' }, seed: { type: 'string', default: '1' } },
});

const QUICK: Patience = { answerMs: 100, upstreamMs: 5 };
const PATIENT: Patience = { answerMs: 600, upstreamMs: 100 };

interface Proxy<Name = 'nginx' | 'HAProxy'> {
  readonly name: Name;
  readonly port: number;
  readonly upstream: Awaited<ReturnType<typeof recorder>>;
  readonly stop: () => Promise<unknown>;
}

async function startBanyan(): Promise<Proxy<'Banyan'>> {
  const upstream = await recorder();
  const proxy = await startTestProxy(reviewsConfig({ monolith: upstream.origin }));
  return { name: 'Banyan', port: proxy.port, upstream, stop: proxy.end };
}

async function startPeer(name: 'nginx' | 'HAProxy', start: typeof startNginx): Promise<Proxy> {
  const upstream = await recorder();
  const { url, stop } = await start(upstream.origin);
  upstream.take();
  return { name, port: Number(new URL(url).port), upstream, stop };
}

const banyan = await startBanyan();
const peers: Proxy[] = [];
if (isInstalled('nginx')) peers.push(await startPeer('nginx', startNginx));
if (isInstalled('haproxy')) peers.push(await startPeer('HAProxy', startHaproxy));

/** By peer and explanation: how often, and the first seed that shows it. */
const differences = new Map<string, { count: number; readonly seed: number; readonly bytes: string }>();
const faults = new Map<string, number>();
const note = (key: string, seed: number, bytes: string) => {
  const known = differences.get(key);
  if (known) known.count += 1;
  else differences.set(key, { count: 1, seed, bytes });
};
const noteFaults = (name: string, found: readonly string[]) => {
  for (const fault of found) faults.set(`${name}: ${fault}`, (faults.get(`${name}: ${fault}`) ?? 0) + 1);
};

type Outcomes = readonly [Outcome, ...Outcome[]];
const ask = async (bytes: string, patience: Patience): Promise<Outcomes> => {
  const theirs = peers.map(({ port, upstream }) => observe(port, bytes, upstream, patience));
  return [await observe(banyan.port, bytes, banyan.upstream, patience), ...(await Promise.all(theirs))];
};

let unexplained = 0;
const firstSeed = Number(values.seed);
for (let seed = firstSeed; seed < firstSeed + Number(values.cases); seed++) {
  const bytes = requestBytes(new Random(seed));
  let [ours, ...theirs] = await ask(bytes, QUICK);
  // A busy machine is no difference.
  if (theirs.some((outcome) => differenceOf(ours, outcome))) [ours, ...theirs] = await ask(bytes, PATIENT);
  // An answer to HEAD has no words.
  if (ours.forwarded.length === 0 && bytes.startsWith('HEAD '))
    [ours] = await ask(bytes.replace('HEAD', 'GET'), PATIENT);
  noteFaults('Banyan', faultsOf(ours.forwarded, SMUGGLED));
  for (const [index, outcome] of theirs.entries()) {
    const peer = peers[index]?.name ?? 'nginx';
    // By what it lacks of Banyan's fields a smuggled request is told from a second one of the client's own.
    const isTold = (fault: string) => fault !== 'smuggled request';
    noteFaults(peer, faultsOf(outcome.forwarded, SMUGGLED).filter(isTold));
    const difference = differenceOf(ours, outcome);
    if (!difference) continue;
    const because = explain(difference, peer, bytes, ours);
    if (because === undefined) unexplained += 1;
    note(`${peer} | ${difference} | ${because ?? 'NOT EXPLAINED'}`, seed, bytes);
  }
}

console.log(`${values.cases} cases from seed ${firstSeed}; the peer, what differs, why | cases | first seed`);
for (const [key, { count, seed }] of [...differences].sort((a, b) => a[0].localeCompare(b[0])))
  console.log(`${key} | ${count} | ${seed}`);
for (const [key, { seed, bytes }] of differences)
  if (key.endsWith('NOT EXPLAINED')) console.log(`seed ${seed}: ${JSON.stringify(bytes)}`);
console.log('\nWhat no proxy may hand to an upstream:');
for (const name of ['Banyan', ...peers.map((peer) => peer.name)]) {
  const own = [...faults].filter(([key]) => key.startsWith(`${name}: `));
  console.log(
    `${name}: ${own.map(([key, count]) => `${key.slice(name.length + 2)} ${count}`).join(', ') || '0'}`,
  );
}
for (const { stop, upstream } of [banyan, ...peers]) {
  await stop();
  upstream.close();
}
const isFaulty = [...faults.keys()].some((key) => key.startsWith('Banyan: '));
if (unexplained > 0 || isFaulty) process.exitCode = 1;
