/** The peer: madge's import graph of the same folder, by its interface (its command line would run code of the tree). */

import { existsSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// madge's parsers need TypeScript 5; what stands at the root is 7, which has no such interface.
const require = createRequire(import.meta.url);
const typescript = pathToFileURL(require.resolve('typescript')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript'
      ? { url: typescript, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
});

type Madge = (path: string, config: object) => Promise<{ obj(): Record<string, string[]> }>;
const madge = require('madge') as Madge;

const [root = ''] = process.argv.slice(2);
const config = join(root, 'tsconfig.json');
const start = performance.now();
const cpuBefore = process.cpuUsage();
const graph = await madge(root, {
  baseDir: root,
  fileExtensions: ['ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'mts', 'cts'],
  excludeRegExp: [/(?:^|\/)node_modules\//],
  ...(existsSync(config) ? { tsConfig: config } : {}),
});
const edges = Object.values(graph.obj()).reduce((sum, targets) => sum + targets.length, 0);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    ms,
    cpuMs: (user + system) / 1000,
    peakMb: process.resourceUsage().maxRSS / 1024,
    files: Object.keys(graph.obj()).length,
    edges,
  }),
);
