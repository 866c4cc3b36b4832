// Runs before `npm start` on whatever Node and npm the machine has: a fresh clone installs itself first.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = [
  'node_modules/.package-lock.json',
  'node_modules/.bin/node',
  'node_modules/sqlite3/build/Release',
];

if (!installed.every((path) => existsSync(new URL(`../${path}`, import.meta.url)))) {
  console.log('First start: installing packages with `npm ci`.');
  console.log('sqlite3 compiles for about three minutes where its prebuilt binary cannot be downloaded.\n');
  const { status } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      '\nThe installation failed. Banyan needs Node 20 or newer with npm, and, where the prebuilt binary of',
    );
    console.error(
      'sqlite3 cannot be downloaded, python3, make and a C++ compiler (Debian: apt-get install build-essential python3).',
    );
    process.exit(status ?? 1);
  }
}
