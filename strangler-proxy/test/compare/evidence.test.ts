import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointNamer, readTemplates } from '../../src/compare/endpoints.ts';
import { PairedLatency } from '../../src/compare/evidence/latency.ts';
import {
  addComparison,
  addLook,
  addPair,
  emptyLedger,
  endpointCounts,
  type Finding,
  type Ledger,
} from '../../src/compare/evidence/ledger.ts';
import { mergeLedgers, readLedger, writeLedger } from '../../src/compare/evidence/ledger-file.ts';
import { eventsNeeded, logEvidence } from '../../src/compare/evidence/sequential-test.ts';
import { reportOf } from '../../src/compare/evidence/verdict.ts';
import { NumberText } from '../../src/compare/lift/tree.ts';
import { proposeRules } from '../../src/compare/noise/propose-rules.ts';
import { ruleFor } from '../../src/compare/noise/rules.ts';
import { readTerms } from '../../src/compare/read-terms.ts';
import { randomFrom } from './gallery/random.ts';

const finding = (path: string, right = 'other'): Finding => ({
  difference: { path, kind: 'value', left: { scalar: 'some' }, right: { scalar: right } },
});

/** A ledger of one endpoint: `comparisons` with the findings, then their looks and pairs. */
function ledgerOf(add: (counts: ReturnType<typeof endpointCounts>) => void): Ledger {
  const ledger = emptyLedger();
  add(endpointCounts(ledger, 'GET /a'));
  return ledger;
}

function compare(
  counts: ReturnType<typeof endpointCounts>,
  findings: readonly Finding[],
  canRepeat = true,
): void {
  addComparison(counts, {
    findings,
    canRepeat,
    random: () => 0.5,
    example: () => ({ request: 'GET /a', left: '1', right: '2' }),
  });
}

describe('the sequential test', () => {
  it.each([0.5, 0.1])(
    'calls an equal service worse in at most 1%% of runs, looked at after every event (share %s)',
    (share) => {
      const random = randomFrom(7);
      const bar = Math.log(1 / 0.01);
      let alarms = 0;
      for (let run = 0; run < 1_000; run += 1) {
        let service = 0;
        for (let all = 1; all <= 300; all += 1) {
          if (random.next() < share) service += 1;
          if (logEvidence([{ service, all, share }]) >= bar) {
            alarms += 1;
            break;
          }
        }
      }
      // 10 expected at most; 3 sigma above.
      expect(alarms).toBeLessThanOrEqual(20);
    },
  );

  it('adds up over windows and needs fewer events the clearer they are', () => {
    expect(
      logEvidence([
        { service: 3, all: 5, share: 0.5 },
        { service: 4, all: 6, share: 0.5 },
      ]),
    ).toBeCloseTo(logEvidence([{ service: 7, all: 11, share: 0.5 }]), 9);
    expect(eventsNeeded(0.01, 0.05)).toBeLessThan(eventsNeeded(0.01, 0.5));
  });
});

describe('verdicts', () => {
  it('need a difference to come again, where it can be asked again', () => {
    const once = ledgerOf((counts) => compare(counts, [finding('body.x')]));
    expect(reportOf(once).endpoints[0]?.mismatches).toEqual([]);
    const thrice = ledgerOf((counts) => {
      compare(counts, [finding('body.x')]);
      for (let look = 0; look < 3; look += 1)
        addLook(counts, {
          suspects: [finding('body.x')],
          service: [finding('body.x')],
          monolith: [],
          isFurther: look > 0,
        });
    });
    expect(reportOf(thrice).endpoints[0]?.mismatches).toMatchObject([
      { path: 'body.x', because: 'reproduced', count: 1 },
    ]);
    const final = ledgerOf((counts) => compare(counts, [finding('body.x')], false));
    expect(reportOf(final).endpoints[0]?.mismatches).toMatchObject([{ because: 'seen' }]);
  });

  it('take what the monolith does to itself as often for noise, and more often for wrong', () => {
    const noisy = (serviceOnly: number, monolithOnly: number) =>
      ledgerOf((counts) => {
        for (let at = 0; at < serviceOnly; at += 1) {
          compare(counts, [finding('body.x')]);
          addPair(counts, [finding('body.x')], []);
        }
        for (let at = 0; at < monolithOnly; at += 1) {
          compare(counts, []);
          addPair(counts, [], [finding('body.x')]);
        }
      });
    expect(reportOf(noisy(30, 28)).endpoints[0]).toMatchObject({
      mismatches: [],
      noise: [{ because: 'monolith-differs-itself', count: 30 }],
    });
    expect(reportOf(noisy(60, 5)).endpoints[0]?.mismatches).toMatchObject([
      { because: 'more-often-than-noise' },
    ]);
  });

  it('do not let noise of one shape excuse another', () => {
    const ledger = ledgerOf((counts) => {
      for (let at = 0; at < 40; at += 1) {
        compare(counts, [finding('body.x', at % 2 === 0 ? 'word' : 'WRONG 42!')]);
        addPair(
          counts,
          [finding('body.x', at % 2 === 0 ? 'word' : 'WRONG 42!')],
          [finding('body.x', 'term')],
        );
      }
    });
    const report = reportOf(ledger);
    expect(report.endpoints[0]?.mismatches).toMatchObject([{ path: 'body.x', count: 20 }]);
    expect(report.matched).toBe(20);
  });

  it('are the same from merged halves as from the whole, also over a file', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('body.x', 'body.y'), fc.boolean(), fc.boolean()), {
          maxLength: 60,
        }),
        fc.nat(),
        (events, cut) => {
          const fill = (some: typeof events) =>
            ledgerOf((counts) => {
              for (const [path, canRepeat, own] of some) {
                compare(counts, [finding(path)], canRepeat);
                addPair(counts, [finding(path)], own ? [finding(path)] : []);
              }
            });
          const at = cut % (events.length + 1);
          const merged = readLedger(
            writeLedger(mergeLedgers(fill(events.slice(0, at)), fill(events.slice(at)))),
          );
          const numbers = (ledger: Ledger) =>
            reportOf(ledger).endpoints.map(({ mismatches, noise, requests }) => [
              requests,
              noise,
              mismatches.map(({ path, count, because }) => [path, count, because]),
            ]);
          expect(numbers(merged)).toEqual(numbers(fill(events)));
        },
      ),
    );
  });
});

describe('rules', () => {
  it('hold until their last day, for their endpoint, path and kind', () => {
    const { rules } = readTerms(
      'ignore:\n  - { endpoint: GET /a, path: body.x*, because: agreed, until: "2026-12-01" }\n',
    );
    const of = (endpoint: string, path: string, today: string) =>
      ruleFor(rules, endpoint, finding(path).difference, today) !== undefined;
    expect(of('GET /a', 'body.xyz', '2026-12-01')).toBe(true);
    expect(of('GET /a', 'body.xyz', '2026-12-02')).toBe(false);
    expect(of('GET /b', 'body.xyz', '2026-12-01')).toBe(false);
    expect(of('GET /a', 'body.y', '2026-12-01')).toBe(false);
  });

  it('stand beside what counts as the same and what may be kept', () => {
    const { policy, redaction } = readTerms(
      'same: { nullAndAbsent: true, withoutHeaders: [X-Build] }\nredact: { mode: allow, fields: [id] }\n',
    );
    expect(policy).toMatchObject({ nullIsAbsent: true, ignoredHeaders: new Set(['x-build']) });
    expect(redaction).toMatchObject({ mode: 'allow', fields: ['id'], maxLength: 200 });
  });

  it('are refused with every problem at once', () => {
    expect(() =>
      readTerms('ignore:\n  - { path: x }\n  - { path: y, because: z, until: soon }\n', {
        fileName: 'rules.yaml',
      }),
    ).toThrow(/ignore\.0\.because[\s\S]*ignore\.0\.until[\s\S]*ignore\.1\.until/);
  });

  it('are proposed for noise with its evidence, never for a mismatch', () => {
    const report = {
      requests: 50,
      matched: 40,
      uncompared: 0,
      endpoints: [
        {
          endpoint: 'GET /a',
          requests: 50,
          mismatches: [
            { path: 'body.y', kind: 'value' as const, count: 9, because: 'seen' as const, examples: [] },
          ],
          noise: [
            { path: 'body.x', count: 12, because: 'monolith-differs-itself' as const },
            { path: 'body.id', count: 50, because: 'uuid' as const },
          ],
        },
      ],
    };
    expect(proposeRules(report, '2026-11-23')).toEqual([
      {
        endpoint: 'GET /a',
        path: 'body.x',
        because: '12 of 50 requests on 2026-11-23: the monolith differs from itself as often',
        until: '2027-01-22',
      },
    ]);
  });
});

describe('endpoint names', () => {
  it('come from templates, the most literal first, matched as Express does', () => {
    const name = endpointNamer(['GET /api/products/:id', 'GET /api/products/latest', 'POST /api/*']);
    expect(name('GET', '/API/products/7?x=1')).toBe('GET /api/products/:id');
    expect(name('HEAD', '/api/products/latest/')).toBe('GET /api/products/latest');
    expect(name('POST', '/api/a/b')).toBe('POST /api/*');
  });

  it('are learned from URLs where none matches', () => {
    const urls = Array.from(
      { length: 30 },
      (_, at) => `/shop/plant-${'abcdefghijklmnopqrstuvwxyz1234'[at]}/reviews`,
    );
    const name = endpointNamer([], [...urls, '/shop/orders/1']);
    expect(name('GET', '/shop/plant-q/reviews')).toBe('GET /shop/:id/reviews');
    expect(name('GET', '/orders/3f2b8c1e-9d4a-4b6f-8e21-7c5d0a9b3e4f/items')).toBe('GET /orders/:id/items');
    expect(name('GET', '/about/us')).toBe('GET /about/us');
  });

  it('are read from a boundary report', () => {
    expect(readTemplates('{"routes":[{"method":"GET","path":"/a/:id","line":3}]}')).toEqual(['GET /a/:id']);
    expect(() => readTemplates('[]')).toThrow('holds no routes');
  });
});

describe('paired latency', () => {
  it('gives the median ratio with an interval that covers it, and nothing for a handful of pairs', () => {
    const latency = new PairedLatency();
    const random = randomFrom(3);
    for (let at = 0; at < 5; at += 1) latency.add(10, 20, random.next);
    expect(latency.report()).toBeUndefined();
    for (let at = 0; at < 500; at += 1) {
      const load = 1 + random.next() * 20;
      latency.add(load, load * (1.8 + 0.4 * random.next()), random.next);
    }
    const report = latency.report();
    expect(report?.ratio).toBeCloseTo(2, 1);
    expect(report?.ratioFrom).toBeLessThanOrEqual(report?.ratio ?? 0);
    expect(report?.ratioTo).toBeGreaterThanOrEqual(report?.ratio ?? 0);
    expect((report?.ratioTo ?? 9) - (report?.ratioFrom ?? 0)).toBeLessThan(0.1);
  });
});

describe('a service that makes up field names', () => {
  it('fills no memory: fields, their names and combinations are bounded, and it is still found wrong', () => {
    const ledger = emptyLedger();
    const counts = endpointCounts(ledger, 'GET /a');
    for (let answer = 0; answer < 40; answer += 1) {
      const findings = Array.from({ length: 100 }, (_, each) =>
        finding(`body.${'x'.repeat(2_000)}${answer}.f${each}-${answer}`),
      );
      addComparison(counts, {
        findings: [
          ...findings,
          ...Array.from({ length: 40 }, (_, each) => finding(`body.g${answer * 40 + each}`)),
        ],
        canRepeat: false,
        random: () => 0.5,
        example: () => ({ request: 'GET /a', left: '1', right: '2' }),
      });
    }
    expect(counts.fields.size).toBeLessThanOrEqual(1_001);
    expect(writeLedger(ledger).length).toBeLessThan(8 * 1024 * 1024);
    const report = reportOf(ledger);
    expect(report.matched).toBe(0);
    expect(report.endpoints[0]?.mismatches.map(({ path }) => path)).toContain('(other fields)');
  });
});

it('a field of another type is one fault, however long what stands in it', () => {
  const typed = (total: string): Finding => ({
    difference: {
      path: 'body.total',
      kind: 'type',
      left: { scalar: new NumberText(total) },
      right: { scalar: total },
    },
  });
  const ledger = ledgerOf((counts) => {
    for (const total of ['2', '20', '2000', '20000000']) {
      compare(counts, [typed(total)]);
      addLook(counts, { suspects: [typed(total)], service: [typed(total)], monolith: [], isFurther: false });
    }
  });
  const [report] = reportOf(ledger).endpoints;
  expect(report?.mismatches).toMatchObject([
    { path: 'body.total', kind: 'type', count: 4, because: 'reproduced' },
  ]);
  expect(report?.noise).toEqual([]);
});
