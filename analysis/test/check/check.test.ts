import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBoundaries } from '../../src/check/index.ts';
import { placeInRepository } from '../../src/check/place-in-repository.ts';
import { mailReadsPayments, openShop, type Shop } from './support/shop.ts';

describe('checkBoundaries', () => {
  it('finds nothing where every rule is kept', async () => {
    const { root } = await openShop();
    expect(await checkBoundaries(root)).toMatchObject({ findings: [], excused: [], modules: 4 });
  });

  it.each([
    [
      'an arrow that is forbidden',
      mailReadsPayments,
      'src/mail/send.ts:1',
      'dependency',
      'uses charge from src/payments/charge.ts of payments: mail → payments is forbidden: mail is told what to send',
    ],
    [
      'an arrow that is not allowed',
      {
        'src/payments/receipt.ts':
          "// a receipt\nimport { send } from '../mail/send.ts';\nexport const receipt = () => send('paid');\n",
      },
      'src/payments/receipt.ts:2',
      'dependency',
      'uses send from src/mail/send.ts of mail: payments → mail is not among the allowed arrows',
    ],
    [
      'shared code that needs a service',
      {
        'src/lib/audit.ts':
          "import { send } from '../mail/send.ts';\nexport const audit = () => send('audit');\n",
      },
      'src/lib/audit.ts:1',
      'dependency',
      'uses send from src/mail/send.ts of mail: shared code may not depend on a service',
    ],
    [
      'a circle between services',
      {
        'src/payments/refund.ts':
          "import { placeOrder } from '../orders/place-order.ts';\nexport const refund = () => placeOrder(0);\n",
      },
      'src/payments/refund.ts:1',
      'service-cycle',
      'uses placeOrder from src/orders/place-order.ts, which closes the circle payments → orders → payments',
    ],
    [
      'a foreign table that is read',
      {
        'src/orders/paid.ts':
          "import { database } from '../lib/database.ts';\nexport const paid = () => database.all('SELECT amount FROM payments', () => {});\n",
      },
      'src/orders/paid.ts:2',
      'table-access',
      'orders reads payments, which payments owns',
    ],
    [
      'a foreign table that is written',
      {
        'src/mail/log.ts':
          "import { database } from '../lib/database.ts';\nexport const log = () => database.run('UPDATE orders SET total = 0');\n",
      },
      'src/mail/log.ts:2',
      'table-access',
      'mail writes orders, which orders owns',
    ],
    [
      'a table without an owner',
      {
        'src/mail/outbox.ts':
          "import { database } from '../lib/database.ts';\nexport const put = () => database.run('INSERT INTO outbox (text) VALUES (1)');\n",
      },
      'src/mail/outbox.ts:2',
      'unowned-table',
      'mail uses table outbox, which no service owns',
    ],
    [
      'a transaction over two owners',
      {
        'src/orders/checkout.ts': `import { database } from '../lib/database.ts';
export function checkout() {
  database.serialize(() => {
    database.run('BEGIN IMMEDIATE');
    database.run('INSERT INTO orders (total) VALUES (1)');
    database.run('INSERT INTO payments (amount) VALUES (1)');
    database.run('COMMIT');
  });
}
`,
      },
      'src/orders/checkout.ts:4',
      'transaction',
      'one transaction writes orders of orders and payments of payments',
    ],
    [
      'a module that belongs nowhere',
      { 'src/new/thing.ts': 'export const thing = 1;\n' },
      'src/new/thing.ts:1',
      'unassigned-module',
      'belongs to no service, so no rule holds it',
    ],
  ])('names %s with its place', async (_, changes, place, rule, message) => {
    const { root } = await openShop(changes);
    const { findings } = await checkBoundaries(root);
    const told = findings.map((finding) => ({
      place: `${finding.at.path}:${finding.at.line}`,
      rule: finding.rule,
      message: finding.message,
    }));
    expect(told).toContainEqual({ place, rule, message });
    expect(findings.every(({ cure }) => /^[A-Z].*\.$/.test(cure))).toBe(true);
  });

  it('takes a pattern of names for an arrow, and lets what is forbidden win', async () => {
    const shop = await openShop(mailReadsPayments);
    const rules = await readFile(join(shop.root, 'boundaries.yaml'), 'utf8');
    const allowAll = "allowed:\n    - { from: '*', to: '{pay,or,ma}*', because: all }";
    await shop.write('boundaries.yaml', rules.replace('allowed:', allowAll));
    expect((await checkBoundaries(shop.root)).findings.map((finding) => finding.rule)).toEqual([
      'dependency',
    ]);
    await shop.write(
      'boundaries.yaml',
      rules.replace('allowed:', allowAll).replace('from: mail', 'from: pay*'),
    );
    expect((await checkBoundaries(shop.root)).findings).toEqual([]);
  });

  it('lets types of another service pass through no circle', async () => {
    const { root } = await openShop({
      'src/payments/charge.ts': `import { database } from '../lib/database.ts';
import type { Receipt } from '../orders/receipt.ts';
export function charge(amount: number): Receipt {
  database.run('INSERT INTO payments (amount) VALUES (?)', [amount]);
  return { amount };
}
`,
      'src/orders/receipt.ts': 'export interface Receipt { amount: number }\n',
    });
    const { findings } = await checkBoundaries(root);
    expect(findings.map((finding) => finding.rule)).toEqual(['dependency']);
  });

  it('finds source files that could not be read, and not those of tests', async () => {
    const broken = "import { charge } from '../payments/charge.ts';\nexport const x = (;\n";
    const { root } = await openShop({
      'src/mail/broken.ts': broken,
      'src/mail/huge.ts': `${'export const x = 1;\n'.repeat(120_000)}`,
      'src/mail/broken.test.ts': broken,
      'src/mail/readme.md': '(;',
    });
    const { findings } = await checkBoundaries(root);
    expect(findings.map(({ at, rule, message }) => [at.path, at.line, rule, message])).toEqual([
      [
        'src/mail/broken.ts',
        2,
        'unread-module',
        'could not be read (syntax error: Unexpected token), so no rule holds it',
      ],
      [
        'src/mail/huge.ts',
        1,
        'unread-module',
        expect.stringMatching(/^could not be read \(\d+ bytes, above/),
      ],
    ]);
  });

  it('tells where the checked folder lies in its repository', async () => {
    const { root } = await openShop();
    expect((await checkBoundaries(root)).below).toBe('');
    const outer = await openShop({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'packages/shop/a.ts': 'export {};\n',
    });
    expect(placeInRepository(join(outer.root, 'packages', 'shop'))).toBe('packages/shop/');
    expect(placeInRepository(outer.root)).toBe('');
    expect(placeInRepository(join(outer.root, 'none'))).toBe('');
    await expect(checkBoundaries(join(outer.root, 'packages', 'shop'))).rejects.toMatchObject({
      code: 'BOUNDARIES_INVALID',
      message: `there is no ${join(outer.root, 'packages', 'shop', 'boundaries.yaml')}, but there is ${join(outer.root, 'boundaries.yaml')}. Check the folder that it is in.`,
    });
  });

  it('leaves test files free', async () => {
    const { root } = await openShop({
      'src/mail/send.test.ts':
        "import { charge } from '../payments/charge.ts';\nimport { it } from 'vitest';\nit('sends', () => charge(1));\n",
    });
    expect((await checkBoundaries(root)).findings).toEqual([]);
  });
});

describe('rules that hold nothing', () => {
  const rules = async (shop: Shop) => readFile(join(shop.root, 'boundaries.yaml'), 'utf8');
  it.each([
    [
      'a pattern without modules',
      '[src/mail/**]',
      '[src/mail/**, src/gone/**]',
      5,
      '“src/gone/**” of mail matches no module',
    ],
    [
      'a table that is gone',
      'tables: [orders]',
      'tables: [orders, basket]',
      3,
      'table “basket” of orders is not in the code',
    ],
    [
      'an arrow to no service',
      'to: mail, because',
      'to: post, because',
      10,
      'the arrow orders → post names “post”, which is no service',
    ],
    [
      'a shared pattern without modules',
      '[src/lib/**]',
      '[src/lib/**, src/util/*]',
      6,
      '“src/util/*” of shared matches no module',
    ],
    [
      'a function that is gone',
      'modules: [src/mail/**]',
      'modules: [src/mail/**], functions: [src/mail/send.ts#gone]',
      5,
      'function “src/mail/send.ts#gone” of mail is not in the code',
    ],
    [
      'a service of nothing',
      'shared:',
      '  empty: { modules: [] }\nshared:',
      6,
      'empty holds no module, function or table',
    ],
    [
      'a group without modules',
      'shared:',
      'apart: [{ modules: [src/mail/**, src/gone/**] }]\nshared:',
      6,
      '“src/gone/**” of together or apart matches no module',
    ],
  ])('fail: %s', async (_, from, to, line, message) => {
    const shop = await openShop();
    const text = await rules(shop);
    expect(text).toContain(from);
    await shop.write('boundaries.yaml', text.replace(from, to));
    const { findings } = await checkBoundaries(shop.root);
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'empty-rule',
        message,
        at: { path: 'boundaries.yaml', line },
      }),
    );
  });

  it.each([
    ['./src/mail/send.ts', 'src/mail/send.ts'],
    ['src\\\\mail\\\\send.ts', 'src/mail/send.ts'],
    ['/src/mail/', 'src/mail/**'],
    ['src/post/send.ts', 'src/mail/send.ts'],
  ])('ask what was meant: %s', async (written, meant) => {
    const shop = await openShop();
    await shop.write(
      'boundaries.yaml',
      (await rules(shop)).replace('[src/mail/**]', `[src/mail/**, "${written}"]`),
    );
    const { findings } = await checkBoundaries(shop.root);
    expect(findings.map(({ cure }) => cure)).toEqual([
      `Correct the name, or take the rule out. Was “${meant}” meant?`,
    ]);
  });

  it('ask which table or service was meant', async () => {
    const shop = await openShop();
    const text = (await rules(shop))
      .replace('tables: [orders]', 'tables: [orders, order]')
      .replace('to: mail,', 'to: mails,');
    await shop.write('boundaries.yaml', text);
    const { findings } = await checkBoundaries(shop.root);
    const cures = findings.filter(({ rule }) => rule === 'empty-rule').map(({ cure }) => cure);
    expect(cures.sort()).toEqual([
      'Correct the name, or take the rule out. Was “mail” meant?',
      'Correct the name, or take the rule out. Was “orders” meant?',
    ]);
  });

  it('fail even when a baseline knows them', async () => {
    const shop = await openShop();
    await shop.write(
      'boundaries.yaml',
      (await rules(shop)).replace('[src/mail/**]', '[src/mail/**, src/gone/**]'),
    );
    const baselinePath = join(shop.root, 'baseline.json');
    const { findings } = await checkBoundaries(shop.root, { baselinePath, writeBaseline: true });
    expect(findings.map((finding) => finding.rule)).toEqual(['empty-rule']);
  });

  it('refuse to start: no services, no file, no YAML', async () => {
    const shop = await openShop({ 'boundaries.yaml': 'version: 1\n' });
    await expect(checkBoundaries(shop.root)).rejects.toMatchObject({
      code: 'BOUNDARIES_INVALID',
      message: /names no service/,
    });
    await expect(
      checkBoundaries(shop.root, { configPath: join(shop.root, 'none.yaml') }),
    ).rejects.toMatchObject({
      code: 'BOUNDARIES_INVALID',
      message: /there is no .*none\.yaml\. Write it with `banyan analyze .+ --write`/,
    });
    await shop.write('boundaries.yaml', 'version: [1\n');
    await expect(checkBoundaries(shop.root)).rejects.toMatchObject({ code: 'BOUNDARIES_INVALID' });
  });
});
