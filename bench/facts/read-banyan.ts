/** One measured run: reads all facts of a folder and prints what it took. */
import { readFacts } from '../../analysis/src/graph/index.ts';

const [root = '', cache = ''] = process.argv.slice(2);
const start = performance.now();
const cpuBefore = process.cpuUsage();
const { facts, timings } = await readFacts(root, { useGit: false, ...(cache === '' ? {} : { cache }) });
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(
  JSON.stringify({
    ms,
    cpuMs: (user + system) / 1000,
    peakMb,
    files: facts.stats.files,
    lines: facts.stats.lines,
    edges: facts.edges.length,
    timings,
  }),
);
