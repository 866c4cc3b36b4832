/**
 * The sample, whose folders are layers, against its own list of domains: with file names, and with file names hashed.
 *
 *     node bench/boundaries/sample-agreement.ts
 *
 * Exits with 1 beyond 1.5 times a bar.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFacts } from '../../analysis/src/graph/index.ts';
import { hideNames } from './hide-names.ts';
import { type Scored, scoreOf } from './scoring.ts';

const SAMPLE = join(import.meta.dirname, '../../legacy-monolith');
const BARS = { names: { mojoFm: 90, ari: 0.7 }, hashed: { mojoFm: null, ari: 0.5 } } as const;

const { files } = JSON.parse(readFileSync(join(SAMPLE, 'domains.json'), 'utf8')) as {
  files: Record<string, string>;
};
const domains = new Map(Object.entries(files).filter(([, domain]) => domain !== 'shared'));

const copy = mkdtempSync(join(tmpdir(), 'banyan-sample-'));
try {
  const names = hideNames(join(SAMPLE, 'src'), join(copy, 'src'));
  const hashedDomains = new Map(
    [...domains].map(([path, domain]) => [`src/${names.get(path.slice('src/'.length))}`, domain]),
  );
  console.log('| sample | MoJoFM | ARI | F1 | clusters (of) | best level: MoJoFM/ARI |');
  console.log('|---|---|---|---|---|---|');
  report('with file names', await score(SAMPLE, domains), BARS.names);
  report('file names hashed', await score(copy, hashedDomains), BARS.hashed);
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function score(folder: string, truth: ReadonlyMap<string, string>): Promise<Scored> {
  const { facts } = await readFacts(folder, { useGit: false });
  return scoreOf({ name: folder, facts, truth });
}

function report(
  name: string,
  { agreement, best }: Scored,
  bar: { readonly mojoFm: number | null; readonly ari: number },
): void {
  const { mojoFm, ari, f1, clusters, references } = agreement;
  console.log(
    `| ${name} | ${mojoFm.toFixed(1)} | ${ari.toFixed(2)} | ${f1.toFixed(2)} | ${clusters} (${references}) | ${best.mojoFm.toFixed(1)}/${best.ari.toFixed(2)} |`,
  );
  const ratio = Math.max(
    (1 - ari) / (1 - bar.ari),
    bar.mojoFm === null ? 0 : (100 - mojoFm) / (100 - bar.mojoFm),
  );
  console.log(
    `\nshortfall against ${bar.mojoFm ?? '–'} / ${bar.ari}: ${ratio.toFixed(2)} of what it allows\n`,
  );
  if (ratio > 1.5) process.exitCode = 1;
}
