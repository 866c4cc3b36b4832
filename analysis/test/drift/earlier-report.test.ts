import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/index.ts';
import { tempTree } from '../temp-tree.ts';

/** Two knots of files below `folder`, with one import between them. */
function treeBelow(folder: string): string {
  const knot = (name: string, extra: string) =>
    Object.fromEntries(
      [0, 1, 2, 3].map((i) => [
        `${folder}/${name}-${i}.ts`,
        [
          ...[0, 1, 2, 3].filter((j) => j !== i).map((j) => `import { ${name}${j} } from './${name}-${j}';`),
          ...(i === 0 ? [extra] : []),
          `export const ${name}${i} = () => [${[0, 1, 2, 3].filter((j) => j !== i).map((j) => `${name}${j}`)}];`,
        ].join('\n'),
      ]),
    );
  return tempTree({
    ...knot('stock', ''),
    ...knot('billing', "import { stock1 } from './stock-1';\nstock1();"),
  });
}

const namesIn = ({ services }: { readonly services: readonly { readonly name: string }[] }) =>
  services.map(({ name }) => name).toSorted();

describe('an earlier report', () => {
  it('is held to where the folder of its files has another name now', async () => {
    const { report } = await analyze(treeBelow('server'), { useGit: false });
    expect(namesIn(report)).toHaveLength(2);
    const earlier = {
      ...report,
      services: report.services.map((service) => ({ ...service, name: `our-${service.name}` })),
    };
    const later = await analyze(treeBelow('src'), { useGit: false, earlier });
    expect(namesIn(later.report)).toEqual(namesIn(earlier));
  });
});
