/**
 * Prints madge's graph of a folder as JSON. A process of its own, started outside of the tree: madge's command line
 * would load configuration of the tree and run it, its parsers overflow, and it needs a TypeScript before 7.
 */
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Madge = (path: string, config: object) => Promise<{ obj(): Record<string, string[]> }>;

const [root = '', resolveFrom = '', compilerOptions = ''] = process.argv.slice(2);
const require = createRequire(join(resolveFrom, 'madge-runner.js'));
const madgePath = require.resolve('madge');
// The parsers take whichever TypeScript stands nearest to them, which may be 7: it has no such interface.
const typescript = pathToFileURL(createRequire(madgePath).resolve('typescript')).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript'
      ? { url: typescript, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
});

const madge = require('madge') as Madge;
const graph = await madge(root, {
  baseDir: root,
  fileExtensions: ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs'],
  excludeRegExp: [/(?:^|\/)node_modules\//],
  detectiveOptions: { ts: { mixedImports: true }, es6: { mixedImports: true } },
  ...(compilerOptions === '' ? {} : { tsConfig: compilerOptions }),
});
process.stdout.write(JSON.stringify(graph.obj()));
