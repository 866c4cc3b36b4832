import { describe, expect, it } from 'vitest';
import { type Finding, renderFindings, renderGitHub, renderSarif } from '../../src/check/index.ts';
import { hostileNames, unseenCharacters } from '../report/support/hostile-names.ts';

const findingIn = (path: string): Finding => ({
  rule: 'dependency',
  key: [path, 'b.ts'],
  at: { path, line: 7 },
  message: `uses ${path} of payments`,
  cure: 'Move it.',
});

const none = { excused: 0, renamed: 0 };

describe('formats of findings', () => {
  it('tell place, rule, message and cure to people', () => {
    expect(renderFindings([findingIn('src/a.ts')], { excused: 2, renamed: 0 })).toBe(
      'src/a.ts:7  dependency\n    uses src/a.ts of payments\n    Move it.\n\n1 finding (2 known in the baseline).',
    );
    expect(renderFindings([], none)).toBe('All boundaries hold.');
    expect(renderFindings([], { excused: 7, renamed: 2 })).toBe(
      'All boundaries hold (7 known in the baseline, 2 of them by an earlier name; --write-baseline brings it up to date).',
    );
  });

  it('are told once where many say the same, with the first ten places', () => {
    const alike = Array.from({ length: 25 }, (_, i) => ({
      ...findingIn('b.ts'),
      at: { path: 'b.ts', line: i + 1 },
    }));
    const lines = renderFindings(alike, none).split('\n');
    expect(lines.slice(0, 2)).toEqual(['b.ts:1  dependency', 'b.ts:2  dependency']);
    expect(lines.slice(9)).toEqual([
      'b.ts:10  dependency',
      'and 15 other places; --json names them all',
      '    uses b.ts of payments',
      '    Move it.',
      '',
      '25 findings.',
    ]);
  });

  it('annotate the line on GitHub', () => {
    expect(renderGitHub([findingIn('src/a,b:100%.ts')])).toBe(
      '::error file=src/a%2Cb%3A100%25.ts,line=7,title=banyan%3A dependency::uses src/a,b:100%25.ts of payments. Move it.',
    );
  });

  it('are SARIF with a rule, a place and an identity that outlives edits', () => {
    const log = JSON.parse(renderSarif([findingIn('src/my file#1.ts')]));
    expect(log.version).toBe('2.1.0');
    const [run] = log.runs;
    expect(run.results).toEqual([
      {
        ruleId: 'dependency',
        ruleIndex: 0,
        level: 'error',
        message: { text: 'uses src/my file#1.ts of payments. Move it.' },
        partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{32}$/) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'src/my%20file%231.ts', uriBaseId: '%SRCROOT%' },
              region: { startLine: 7 },
            },
          },
        ],
      },
    ]);
    expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toContain('dependency');
  });

  it('have what code scanning asks of every rule, and one fingerprint a finding wherever its line is', () => {
    const moved = { ...findingIn('a.ts'), at: { path: 'a.ts', line: 99 } };
    const [run] = JSON.parse(renderSarif([findingIn('a.ts'), moved, findingIn('c.ts')])).runs;
    for (const rule of run.tool.driver.rules) {
      expect(rule.shortDescription.text).toMatch(/^[A-Z].*\.$/);
      expect(rule.fullDescription.text).toMatch(/^[A-Z].*\.$/);
      expect(rule.help.text).toMatch(/^[A-Z].*\.$/);
    }
    const [first, second, other] = run.results.map(
      (result: { partialFingerprints: { primaryLocationLineHash: string } }) =>
        result.partialFingerprints.primaryLocationLineHash,
    );
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    for (const { ruleId, ruleIndex } of run.results) expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
  });

  it('name files from the root of the repository, where the checked folder lies below it', () => {
    const outside = { ...findingIn('../../boundaries.yaml') };
    expect(renderGitHub([findingIn('src/a.ts'), outside], 'packages/api/')).toMatch(
      /^::error file=packages\/api\/src\/a\.ts,.*\n::error file=boundaries\.yaml,/,
    );
    const [run] = JSON.parse(renderSarif([findingIn('src/a.ts'), outside], 'packages/api/')).runs;
    expect(
      run.results.map(
        (result: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
          result.locations[0].physicalLocation.artifactLocation.uri,
      ),
    ).toEqual(['packages/api/src/a.ts', 'boundaries.yaml']);
  });

  it.each(hostileNames)('keep %j on its line and in its place', (name) => {
    expect(renderGitHub([findingIn(name)])).toMatch(
      /^::error file=[^,:\n\r]*,line=7,title=banyan%3A dependency::[^\n\r]*$/,
    );
    expect(renderFindings([findingIn(name)], none).split('\n')).toHaveLength(5);
    expect(renderFindings([findingIn(name)], none)).not.toMatch(unseenCharacters);
    const uri = JSON.parse(renderSarif([findingIn(name)])).runs[0].results[0].locations[0].physicalLocation
      .artifactLocation.uri;
    expect(uri).toMatch(/^[\w%.~!*'()/-]*$/);
  });
});
