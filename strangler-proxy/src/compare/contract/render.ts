import { escapeMarkdown, printable } from '../report/escape.ts';
import type { ContractChange, ContractChangeKind } from './check.ts';

/** The outcome of a check, as `banyan contract check --json` prints it. */
export interface ContractReport {
  /** Endpoints that the monolith's clients used. */
  readonly endpoints: number;
  readonly breaking: number;
  readonly changes: readonly ContractChange[];
}

const CHANGES: Readonly<Record<ContractChangeKind, string>> = {
  gone: 'field gone',
  'sometimes-gone': 'field no longer always there',
  'other-type': 'another type',
  'new-null': 'may be null',
  'new-field': 'new field',
  'new-word': 'new word',
  'new-status': 'new status',
  'status-gone': 'status gone',
  'other-media-type': 'another media type',
  'parameter-gone': 'parameter gone',
  'newly-required': 'newly required',
  'refused-type': 'type no longer taken',
  'endpoint-gone': 'endpoint gone',
  'not-observed': 'not observed',
};

/**
 * @param minUse changes that a smaller share of an endpoint's requests would notice do not count as breaking; 0 to 1
 */
export function contractReport(
  changes: readonly ContractChange[],
  endpoints: number,
  minUse = 0,
): ContractReport {
  const weighed = changes.map((change) => ({
    ...change,
    isBreaking: change.isBreaking && (change.weight >= minUse || change.weight === 0),
  }));
  return { endpoints, breaking: weighed.filter(({ isBreaking }) => isBreaking).length, changes: weighed };
}

/** For a terminal: breaking changes first, by endpoint as they come. */
export function renderContract(
  { endpoints, breaking, changes }: ContractReport,
  { colour }: { readonly colour: boolean },
): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const lines = changes.map(({ endpoint, place, change, isBreaking, weight, detail }) => {
    const mark = isBreaking ? paint(31, '✗') : paint(2, '~');
    const where = [endpoint, place].filter(Boolean).join('  ');
    return `${mark} ${printable(where)}: ${CHANGES[change]} (${printable(detail)}), ${inPercent(weight)} of its requests`;
  });
  const rest = changes.length - breaking;
  lines.push(
    paint(
      breaking > 0 ? 31 : 32,
      `${endpoints} endpoints in use, ${breaking} breaking changes, ${rest} others`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

/** For a pull request. */
export function renderContractMarkdown({ endpoints, breaking, changes }: ContractReport): string {
  const head =
    breaking === 0 ? 'nothing breaks' : `${breaking} breaking ${breaking === 1 ? 'change' : 'changes'}`;
  const rows = changes.map(({ endpoint, place, change, isBreaking, weight, detail }) => {
    const cells = [isBreaking ? 'breaks' : '', endpoint, place, CHANGES[change], inPercent(weight), detail];
    return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  });
  return [
    `## Contract: ${head}`,
    '',
    `${endpoints} endpoints in use, ${changes.length - breaking} changes that break nothing.`,
    ...(rows.length === 0
      ? []
      : [
          '',
          '| | endpoint | place | change | of its requests | detail |',
          '|---|---|---|---|---|---|',
          ...rows,
        ]),
    '',
  ].join('\n');
}

function inPercent(share: number): string {
  const percent = share * 100;
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}
