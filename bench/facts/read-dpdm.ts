/** A second peer: dpdm's import graph of the same folder. */
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Dpdm {
  parseDependencyTree(entries: string[], options: object): Promise<Record<string, readonly unknown[] | null>>;
}
const { parseDependencyTree } = createRequire(import.meta.url)('dpdm') as Dpdm;

const [root = ''] = process.argv.slice(2);
const start = performance.now();
const cpuBefore = process.cpuUsage();
// It looks for files from the working folder on.
process.chdir(root);
const entries = globSync('**/*.{ts,tsx,js,jsx,mjs,cjs}', { exclude: ['**/node_modules/**'] });
const tree = await parseDependencyTree(entries, { context: root, tsconfig: join(root, 'tsconfig.json') });
const edges = Object.values(tree).reduce((sum, targets) => sum + (targets?.length ?? 0), 0);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    ms,
    cpuMs: (user + system) / 1000,
    peakMb: process.resourceUsage().maxRSS / 1024,
    files: Object.keys(tree).length,
    edges,
  }),
);
