/**
 * The fuzzer at length, for a release: `node strangler-proxy/test/fuzz/long.ts [MINUTES] [SEED]` (10 minutes for each
 * engine, a new seed each day). Exits 1 when anything was found, and prints the bytes that show it.
 */
import { engines } from '../kit/proxy.ts';
import { fuzz } from './run-fuzz.ts';

const DAY_MS = 86_400_000;
const minutes = Number(process.argv[2] ?? 10);
const seed = Number(process.argv[3] ?? Math.floor(Date.now() / DAY_MS) * 1_000_003);
console.log(`seed ${seed}, ${minutes} minutes for each engine`);
for (const engine of engines) {
  const victim = `banyan ${engine}` as const;
  const { cases, found } = await fuzz(victim, seed, minutes * 60_000);
  console.log(`${victim}: ${cases} cases, ${found.size} kinds of fault`);
  for (const [what, { seed: caseSeed, bytes, count }] of found) {
    console.log(`  ${what}, ${count} times, first with seed ${caseSeed}: ${JSON.stringify(bytes)}`);
    process.exitCode = 1;
  }
}
