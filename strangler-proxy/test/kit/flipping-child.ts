/** Run as a process of its own, to be killed: flips a slice to other shares and tells each before and after. */
import { flip, formatShare, startProxy } from '../../src/index.ts';

const [, , configPath = '', seed = '0'] = process.argv;
const proxy = await startProxy({ configPath });
const say = (text: string) => process.stdout.write(`${text}\n`);
say(`acknowledged ${proxy.status().slices[0]?.served.share}`);
for (let step = 1; step < 1_000; step++) {
  const share = ((Number(seed) * 7919 + step * 104_729) % 9_998) + 1;
  say(`asked ${share}`);
  await flip({ configPath, slice: 'reviews', to: formatShare(share), who: 'test' });
  say(`acknowledged ${share}`);
}
