import type { Answer } from '../../client/answer.ts';
import type { Visitor } from '../../client/visitor.ts';
import { expectThat } from '../../expect/answers.ts';
import { expectPage, type Page } from '../../expect/html.ts';
import type { Context } from '../../suite/case.ts';
import { as } from '../people.ts';

export const fill = (visitor: Visitor, path: string, form: Record<string, string>): Promise<Answer> =>
  visitor.post(path, { form });

export async function page(context: Context, path: string, who: 'staff' | 'admin' = 'staff'): Promise<Page> {
  const found = expectPage(await (await as(context, who)).get(path), 200);
  expectThat(/ · Fig & Fern$/.test(found.title), `${path}: title "${found.title}"`);
  return found;
}

export const rowsOf = ({ tables }: Page): string[][] => tables.flatMap(({ rows }) => rows);
export const rowOf = (found: Page, cell: string): string[] | undefined =>
  rowsOf(found).find((row) => row.some((text) => text.includes(cell)));

export function expectRow(found: Page, cell: string, ...others: string[]): void {
  const row = rowOf(found, cell);
  expectThat(row !== undefined, `no row with ${cell}`);
  for (const other of others)
    expectThat(
      row.some((text) => text.includes(other)),
      `the row of ${cell} lacks ${other}: ${row.join(' | ')}`,
    );
}

export function expectForm(found: Page, action: string, ...fields: string[]): void {
  const form = found.forms.find((candidate) => candidate.method === 'post' && candidate.action === action);
  expectThat(
    form !== undefined,
    `no form to ${action}, only ${found.forms.map((candidate) => candidate.action).join(', ')}`,
  );
  for (const field of fields) expectThat(form.fields.includes(field), `the form to ${action} lacks ${field}`);
}
