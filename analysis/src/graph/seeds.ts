/**
 * Seeds: modules that fill a database before anybody uses it. They write rows of every table, often in one transaction, and so tie
 * services together that no request ever ties. A name alone shows nothing: what the application imports is part of it.
 */
import type { Program } from './program.ts';
import { isTestPath } from './test-paths.ts';

/** `prisma/seed.ts`, `users.seed.ts`, `seed-users.js`, and whatever is in `seeds/`. */
const SEED = /(?:^|\/)(?:(?:[^/]*[.-])?(?:seed|seeder)s?(?:[.-][^/]*)?\.[cm]?[jt]sx?$|(?:seed|seeder)s?\/)/i;

const known = new WeakMap<Program, ReadonlySet<string>>();

export function isSeed(program: Program, path: string): boolean {
  if (!SEED.test(path)) return false;
  const seeds = known.get(program) ?? findSeeds(program);
  known.set(program, seeds);
  return seeds.has(path);
}

/** All that are named so and that nothing imports but each other and tests. */
function findSeeds(program: Program): Set<string> {
  const seeds = new Set(program.paths.filter((path) => SEED.test(path)));
  const imports = importsAmong(program, seeds);
  let before = -1;
  while (seeds.size !== before) {
    before = seeds.size;
    for (const { from, to } of imports) if (!seeds.has(from)) seeds.delete(to);
  }
  return seeds;
}

function importsAmong(program: Program, targets: ReadonlySet<string>): { from: string; to: string }[] {
  return program.paths
    .filter((from) => !isTestPath(from))
    .flatMap((from) =>
      program.file(from).imports.flatMap(({ specifier }) => {
        const to = specifier === '' ? null : program.resolveImport(from, specifier);
        return to?.kind === 'file' && targets.has(to.path) ? [{ from, to: to.path }] : [];
      }),
    );
}
