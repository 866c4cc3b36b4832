import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBoundaries } from '../../src/check/index.ts';
import { mailReadsPayments, openShop } from './support/shop.ts';

describe('the baseline', () => {
  it('excuses what was there, fails on what is new, and only shrinks', async () => {
    const shop = await openShop(mailReadsPayments);
    const baselinePath = join(shop.root, 'baseline.json');
    const first = await checkBoundaries(shop.root, { baselinePath, writeBaseline: true });
    expect(first).toMatchObject({ findings: [], excused: [{ rule: 'dependency' }] });

    await shop.write('src/mail/send.ts', `// moved down by a line\n${mailReadsPayments['src/mail/send.ts']}`);
    expect(await checkBoundaries(shop.root, { baselinePath })).toMatchObject({
      findings: [],
      excused: [{ at: { line: 2 } }],
    });

    await shop.write('src/new/thing.ts', 'export const thing = 1;\n');
    const grown = await checkBoundaries(shop.root, { baselinePath, writeBaseline: true });
    expect(grown.findings.map((finding) => finding.rule)).toEqual(['unassigned-module']);
    expect(await readFile(baselinePath, 'utf8')).not.toContain('unassigned-module');

    await shop.write('src/mail/send.ts', 'export function send(text: string) { return text; }\n');
    const cured = await checkBoundaries(shop.root, { baselinePath });
    expect(cured.findings.map((finding) => finding.rule)).toEqual(['unassigned-module', 'stale-baseline']);

    await checkBoundaries(shop.root, { baselinePath, writeBaseline: true });
    expect(await readFile(baselinePath, 'utf8')).toBe('{"version":1,"known":[]}\n');
  });

  it('tells the line of what is cured, and a command that takes it out', async () => {
    const shop = await openShop({
      ...mailReadsPayments,
      'src/lib/audit.ts':
        "import { send } from '../mail/send.ts';\nexport const audit = () => send('audit');\n",
    });
    const baselinePath = join(shop.root, "the shop's baseline.json");
    await checkBoundaries(shop.root, { baselinePath, writeBaseline: true });
    await shop.write('src/mail/send.ts', 'export function send(text: string) { return text; }\n');
    const { findings } = await checkBoundaries(shop.root, { baselinePath });
    expect(findings).toEqual([
      expect.objectContaining({
        rule: 'stale-baseline',
        at: { path: "the shop's baseline.json", line: 3 },
        cure: `Take it out: \`banyan check ${shop.root} --baseline '${shop.root}/the shop'\\''s baseline.json' --write-baseline\`.`,
      }),
    ]);
  });

  it('goes along with a file that is renamed, by as much as was there, and takes its new name when written', async () => {
    const shop = await openShop(mailReadsPayments);
    const baselinePath = join(shop.root, 'baseline.json');
    await checkBoundaries(shop.root, { baselinePath, writeBaseline: true });
    const before = await readFile(baselinePath, 'utf8');
    await shop.write('src/mail/deliver.ts', mailReadsPayments['src/mail/send.ts']);
    await rm(join(shop.root, 'src/mail/send.ts'));
    const order = await readFile(join(shop.root, 'src/orders/place-order.ts'), 'utf8');
    await shop.write('src/orders/place-order.ts', order.replace('mail/send', 'mail/deliver'));
    const moved = await checkBoundaries(shop.root, { baselinePath });
    expect(moved).toMatchObject({
      findings: [],
      excused: [{ at: { path: 'src/mail/deliver.ts' } }],
      renamed: 1,
    });
    expect(await readFile(baselinePath, 'utf8')).toBe(before);

    await shop.write('src/mail/post.ts', mailReadsPayments['src/mail/send.ts']);
    const copied = await checkBoundaries(shop.root, { baselinePath });
    expect(copied.findings.filter(({ rule }) => rule === 'dependency')).toHaveLength(1);
    await rm(join(shop.root, 'src/mail/post.ts'));

    await checkBoundaries(shop.root, { baselinePath, writeBaseline: true });
    expect(await readFile(baselinePath, 'utf8')).toBe(before.replace('send.ts', 'deliver.ts'));
    expect(await checkBoundaries(shop.root, { baselinePath })).toMatchObject({ findings: [], renamed: 0 });
  });

  it.each([
    ['is missing', null, /there is no baseline .*Write one: banyan check .* --write-baseline/],
    ['is no JSON', '{', /baseline\.json is no JSON/],
    ['has an unknown rule', '{"version":1,"known":[{"rule":"x","key":[]}]}', /known\[0\]\.rule/],
  ])('is refused when it %s', async (_, text, message) => {
    const shop = await openShop();
    if (text !== null) await shop.write('baseline.json', text);
    await expect(
      checkBoundaries(shop.root, { baselinePath: join(shop.root, 'baseline.json') }),
    ).rejects.toMatchObject({ code: 'INPUT_INVALID', message });
  });
});
