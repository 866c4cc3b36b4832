/** Findings for people, GitHub and SARIF readers; names come from the tree, so each format has its own encoder. */
import { hash } from 'node:crypto';
import { normalize } from 'node:path/posix';
import { visible } from '../report/encode.ts';
import { count } from '../report/in-words.ts';
import { type Finding, type Rule, ruleHelp, ruleSentences } from './finding.ts';

/** Places told one by one, where many findings say the same; SARIF and `--json` have them all. */
const placesShown = 10;

/** Of the excused: how many, and how many of them the baseline knows under an earlier name. */
export interface ExcusedCount {
  readonly excused: number;
  readonly renamed: number;
}

/**
 * Findings with the same words are told once, with their places.
 *
 * @example process.stdout.write(renderFindings(findings, { excused: excused.length, renamed }));
 */
export function renderFindings(findings: readonly Finding[], { excused, renamed }: ExcusedCount): string {
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
  const earlier =
    renamed === 0 ? '' : `, ${renamed} of them by an earlier name; --write-baseline brings it up to date`;
  const known = excused === 0 ? '' : ` (${excused} known in the baseline${earlier})`;
  const verdict = findings.length === 0 ? 'All boundaries hold' : count(findings.length, 'finding');
  return [...lines, `${verdict}${known}.`].join('\n');
}

/**
 * Workflow commands: GitHub shows each at its line of the pull request.
 *
 * @param below where the root lies in its repository, as GitHub knows files from there.
 */
export function renderGitHub(findings: readonly Finding[], below = ''): string {
  return findings
    .map(({ rule, at, message, cure }) => {
      const properties = `file=${property(inRepository(at.path, below))},line=${at.line},title=${property(`banyan: ${rule}`)}`;
      return `::error ${properties}::${data(`${message}. ${cure}`)}`;
    })
    .join('\n');
}

/** From the repository's root; a file named on the command line may lie above the analysed folder. */
function inRepository(path: string, below: string): string {
  return normalize(below + path);
}

function data(text: string): string {
  return visible(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * SARIF 2.1.0, the form that code scanning takes. What GitHub asks for beyond the standard: descriptions and help of each rule, and a
 * fingerprint by the name that it looks for; ours is made of names, so that an alert stays the same when lines move.
 *
 * @param below where the root lies in its repository.
 */
export function renderSarif(findings: readonly Finding[], below = ''): string {
  const rules = Object.entries(ruleSentences);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'banyan check',
            rules: rules.map(([id, text]) => ({
              id,
              shortDescription: { text },
              fullDescription: { text },
              help: { text: ruleHelp[id as Rule] },
              defaultConfiguration: { level: 'error' },
            })),
          },
        },
        results: findings.map(({ rule, key, at, message, cure }) => ({
          ruleId: rule,
          ruleIndex: rules.findIndex(([id]) => id === rule),
          level: 'error',
          message: { text: visible(`${message}. ${cure}`) },
          partialFingerprints: { primaryLocationLineHash: fingerprintOf(rule, key, below) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: {
                  uri: inRepository(at.path, below)
                    .toWellFormed()
                    .split('/')
                    .map(encodeURIComponent)
                    .join('/'),
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

function fingerprintOf(rule: Rule, key: readonly string[], below: string): string {
  return hash('sha256', JSON.stringify([below, rule, ...key]), 'hex').slice(0, 32);
}
