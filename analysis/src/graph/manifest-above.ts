/** Of a folder of a package that is analysed alone: much is told by what lies beside the package's manifest. */
import type { FileList } from '../read/list-files.ts';
import { wayToManifest } from '../read/manifest-above.ts';
import type { UnresolvedFacts } from './facts.ts';
import { ONLY_A_PART } from './only-a-part.ts';

export function manifestAbove(root: string, { documents }: FileList): UnresolvedFacts | null {
  if (documents.some((path) => /(?:^|\/)package\.json$/.test(path))) return null;
  const way = wayToManifest(root);
  if (way === '') return null;
  return {
    path: `${way}/package.json`,
    line: 1,
    what: ONLY_A_PART,
    because: `only a folder of it is analysed: frameworks, compiler paths and workspace packages that this file and those beside it name are not seen. Analyse ${way} from here`,
  };
}
