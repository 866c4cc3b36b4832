/** Findings for people, GitHub and SARIF readers; names come from the tree, so each format has its own encoder. */
import { visible } from '../report/encode.ts';
import { count } from '../report/insights.ts';
import { type Finding, ruleSentences } from './finding.ts';

/** Places told one by one, where many findings say the same; SARIF and `--json` have them all. */
const placesShown = 10;

/**
 * Findings with the same words are told once, with their places.
 *
 * @example process.stdout.write(renderFindings(result.findings, result.excused.length));
 */
export function renderFindings(findings: readonly Finding[], excused: number): string {
  const alike = Map.groupBy(findings, ({ rule, message, cure }) => JSON.stringify([rule, message, cure]));
  const lines = [...alike.values()].flatMap((group) => {
    const [{ rule, message, cure }] = group as [Finding];
    const more = group.length - placesShown;
    return [
      ...group.slice(0, placesShown).map(({ at }) => `${visible(at.path)}:${at.line}  ${rule}`),
      ...(more > 0 ? [`and ${count(more, 'other place')}; --json names them all`] : []),
      `    ${visible(message)}`,
      `    ${visible(cure)}`,
      '',
    ];
  });
  const known = excused === 0 ? '' : ` (${excused} known in the baseline)`;
  const verdict = findings.length === 0 ? 'All boundaries hold' : count(findings.length, 'finding');
  return [...lines, `${verdict}${known}.`].join('\n');
}

/** Workflow commands: GitHub shows each at its line of the pull request. */
export function renderGitHub(findings: readonly Finding[]): string {
  return findings
    .map(({ rule, at, message, cure }) => {
      const properties = `file=${property(at.path)},line=${at.line},title=${property(`banyan: ${rule}`)}`;
      return `::error ${properties}::${data(`${message}. ${cure}`)}`;
    })
    .join('\n');
}

function data(text: string): string {
  return visible(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** SARIF 2.1.0, the form that code scanning takes. */
export function renderSarif(findings: readonly Finding[]): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'banyan check',
            rules: Object.entries(ruleSentences).map(([id, text]) => ({ id, shortDescription: { text } })),
          },
        },
        results: findings.map(({ rule, key, at, message, cure }) => ({
          ruleId: rule,
          level: 'error',
          message: { text: visible(`${message}. ${cure}`) },
          partialFingerprints: { banyan: JSON.stringify([rule, ...key]) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: {
                  uri: at.path.toWellFormed().split('/').map(encodeURIComponent).join('/'),
                  uriBaseId: '%SRCROOT%',
                },
                region: { startLine: at.line },
              },
            },
          ],
        })),
      },
    ],
  };
  return JSON.stringify(log, null, 1);
}
