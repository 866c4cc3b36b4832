/** Code bases on disk with known splits: what the source benches are given on the command line. */
import { readFileSync } from 'node:fs';
import type { Facts } from '../../analysis/src/graph/facts.ts';
import { readFacts } from '../../analysis/src/graph/index.ts';

export interface CodeBase {
  readonly name: string;
  readonly facts: Facts;
  /** Module path → reference service. */
  readonly truth: ReadonlyMap<string, string>;
}

interface TruthFile {
  readonly system?: string;
  readonly variant?: string;
  /** Which of the label sets its authors recommend scoring. */
  readonly recommended_view?: 'labels' | 'labels_coarse';
  readonly labels?: Readonly<Record<string, string>>;
  readonly labels_coarse?: Readonly<Record<string, string>>;
  /** The form of the sample's domains.json; `shared` is not scored. */
  readonly files?: Readonly<Record<string, string>>;
}

/** @param pairs `folder=truth.json`, as given on the command line. */
export async function readCodeBases(pairs: readonly string[]): Promise<CodeBase[]> {
  const codeBases: CodeBase[] = [];
  for (const pair of pairs) {
    const [folder, truthPath] = pair.split('=');
    if (!folder || !truthPath) throw new Error(`"${pair}" is no pair; write folder=truth.json`);
    const { facts } = await readFacts(folder, { useGit: false });
    const truth = JSON.parse(readFileSync(truthPath, 'utf8')) as TruthFile;
    const name = [truth.system ?? folder.split('/').at(-1), truth.variant].filter(Boolean).join(' ');
    codeBases.push({ name, facts, truth: labelsOf(truth) });
  }
  return codeBases;
}

function labelsOf(truth: TruthFile): Map<string, string> {
  const labels = truth[truth.recommended_view ?? 'labels'] ?? truth.files ?? {};
  return new Map(Object.entries(labels).filter(([, service]) => service !== 'shared'));
}

export function usage(script: string): never {
  console.error(`usage: node bench/boundaries/${script} FOLDER=TRUTH.json …`);
  process.exit(2);
}
