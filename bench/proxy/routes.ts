/**
 * What a long table of routes costs: CPU a request with 10 routes and with 10 000, in turns.
 *
 *   node bench/proxy/routes.ts [--rounds 9] [--seconds 1]
 *
 * Needs wrk. Exits with 1 when the long table costs more than a tenth more in the median of rounds.
 */
import { parseArgs } from 'node:util';
import { startScript } from './contenders.ts';
import { loadWithWrk, median } from './measure.ts';

const bar = 1.1;

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, seconds: { type: 'string', default: '1' } },
});
const upstream = await startScript('upstream', 'upstream.ts');
const start = (routes: string) =>
  startScript(`${routes} routes`, 'contenders/banyan.ts', upstream.url, 'sockets', routes);
const [few, many] = [await start('10'), await start('10000')];
try {
  const cost = async (contender: typeof few, seconds: number) =>
    (await loadWithWrk(contender, '/items/17', 32, seconds)).cpuPerRequest;
  for (const contender of [few, many]) await cost(contender, 2);
  const rounds: { few: number; many: number }[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1)
    rounds.push({
      few: await cost(few, Number(values.seconds)),
      many: await cost(many, Number(values.seconds)),
    });
  const ratio = median(rounds.map((round) => round.many / round.few));
  console.log(
    `10 routes ${median(rounds.map((round) => round.few)).toFixed(0)} µs, 10 000 routes ${median(rounds.map((round) => round.many)).toFixed(0)} µs: ${ratio.toFixed(2)}×, bar ${bar}×`,
  );
  process.exitCode = ratio > bar ? 1 : 0;
} finally {
  for (const part of [few, many, upstream]) await part.stop();
}
