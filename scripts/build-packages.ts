/**
 * `npm run build`: emits what is published. Sources run as `.ts` in this repository, but Node refuses `.ts` under
 * `node_modules`, and npm ignores `publishConfig.exports`; so each package is compiled into a staging folder with a
 * rewritten package.json and packed there. Result: `dist/packages/*.tgz`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** In the order of their arrows: a package is compiled against the declarations of those before it. */
const packageFolders = ['analysis', 'strangler-proxy', 'cli'] as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const stagingRoot = join(root, 'dist', 'staging');
const tarballFolder = join(root, 'dist', 'packages');

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

const toBuilt = (target: string) => target.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '.js');

/** `./src/x.ts` becomes the compiled file with its types; files that are no source stay as they are. */
function publishedExports(exports: Manifest['exports']) {
  return Object.fromEntries(
    Object.entries(exports).map(([key, target]) => {
      if (!target.startsWith('./src/')) return [key, target];
      const built = toBuilt(target);
      return [key, { types: built.replace(/\.js$/, '.d.ts'), default: built }];
    }),
  );
}

function writeManifest(folder: string, staging: string): void {
  const { devDependencies: _dev, scripts: _scripts, ...manifest } = readManifest(folder);
  const files = ['dist', 'bin', 'schema', 'README.md', 'LICENSE'];
  const published = { ...manifest, files, exports: publishedExports(manifest.exports) };
  writeFileSync(join(staging, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
}

/** Where a package built earlier keeps its declarations, for `tsc`. */
function pathsOfBuiltPackages(): Record<string, string[]> {
  const paths: Record<string, string[]> = {};
  for (const folder of packageFolders) {
    const staging = join(stagingRoot, folder);
    if (!existsSync(join(staging, 'dist'))) continue;
    const { name, exports } = readManifest(folder);
    for (const [key, target] of Object.entries(exports)) {
      if (target.startsWith('./src/'))
        paths[join(name, key)] = [join(staging, toBuilt(target).replace(/\.js$/, '.d.ts'))];
    }
  }
  return paths;
}

function compile(folder: string, staging: string): void {
  const config = join(stagingRoot, `tsconfig.${folder}.json`);
  const options = {
    noEmit: false,
    declaration: true,
    rootDir: join(root, folder, 'src'),
    outDir: join(staging, 'dist'),
    paths: pathsOfBuiltPackages(),
  };
  const include = [join(root, folder, 'src')];
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.json'), compilerOptions: options, include, exclude: [] }),
  );
  execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', config], { cwd: root, stdio: 'inherit' });
}

/** Pages, styles and schemas that the code reads at run time. */
function copyAssets(folder: string, staging: string): void {
  cpSync(join(root, folder, 'src'), join(staging, 'dist'), {
    recursive: true,
    filter: (path) => extname(path) !== '.ts' && !basename(path).endsWith('.md'),
  });
  for (const extra of ['bin', 'schema', 'README.md']) {
    const from = join(root, folder, extra);
    if (existsSync(from)) cpSync(from, join(staging, extra), { recursive: true });
  }
  cpSync(join(root, 'LICENSE'), join(staging, 'LICENSE'));
}

rmSync(join(root, 'dist'), { recursive: true, force: true });
mkdirSync(tarballFolder, { recursive: true });
for (const folder of packageFolders) {
  const staging = join(stagingRoot, folder);
  mkdirSync(staging, { recursive: true });
  compile(folder, staging);
  copyAssets(folder, staging);
  writeManifest(folder, staging);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', tarballFolder], {
    cwd: staging,
    stdio: 'inherit',
  });
}
