import type { Answer, ComparedRequest } from '../../../src/compare/answer.ts';
import type { Asker } from '../../../src/compare/ask/ask.ts';
import { endpointNamer } from '../../../src/compare/endpoints.ts';
import { compareAskers } from '../../../src/compare/systems.ts';
import { Diffy } from './diffy.ts';
import type { Fault } from './faults.ts';
import { drawNoises, type Noise } from './noises.ts';
import { writePage } from './page.ts';
import { mix, type Random, randomFrom } from './random.ts';
import { drawRequests, pageOf, TEMPLATES } from './shop.ts';

/** What a comparer said about one fault. */
export interface Score {
  readonly found: boolean;
  /** Flagged fields that the fault does not touch. */
  readonly falseAlarms: readonly string[];
  readonly flagged: number;
}

export interface Row {
  readonly fault: string;
  readonly ours: Score;
  readonly diffy: Score;
  /** Times the monolith was asked beyond once a request, per request. */
  readonly extraAsks: number;
}

/** A moment in summer and one in winter, so that no test depends on today. */
const START_MS = Date.UTC(2026, 10, 23, 13, 37, 11, 250);

/** Puts one fault (or none) under all noises of a seed to our comparison and to Diffy's rule. */
export async function runFault(fault: Fault | undefined, seed: number, requestCount: number): Promise<Row> {
  const noises = drawNoises(seed);
  const requests = drawRequests(randomFrom(mix(seed, 'requests')), requestCount);
  const asks = { left: 0, right: 0 };
  const left = fakeSystem('left', undefined, noises, randomFrom(mix(seed, 'left')), () => {
    asks.left += 1;
  });
  const right = fakeSystem('right', fault, noises, randomFrom(mix(seed, 'right')), () => {
    asks.right += 1;
  });
  const random = randomFrom(mix(seed, 'sampling'));
  const report = await compareAskers(
    {
      left: left.origin,
      right: right.origin,
      requests,
      templates: TEMPLATES,
      random: () => random.next(),
      concurrency: 1,
    },
    left,
    right,
  );
  const ours = report.endpoints.flatMap(({ endpoint, mismatches }) =>
    mismatches.map(({ path }) => ({ endpoint, path })),
  );
  const extraAsks = (asks.left - requestCount) / requestCount;
  return {
    fault: fault?.name ?? 'none',
    ours: score(fault, ours),
    diffy: score(fault, await runDiffy(requests, left, right)),
    extraAsks,
  };
}

async function runDiffy(
  requests: readonly ComparedRequest[],
  left: Asker,
  right: Asker,
): Promise<{ endpoint: string; path: string }[]> {
  const diffy = new Diffy();
  const nameEndpoint = endpointNamer(TEMPLATES);
  for (const request of requests) {
    const [primary, candidate, secondary] = [
      await left.ask(request),
      await right.ask(request),
      await left.ask(request),
    ];
    diffy.add(nameEndpoint('GET', request.url), primary as Answer, candidate as Answer, secondary as Answer);
  }
  return diffy.flagged();
}

function fakeSystem(
  side: 'left' | 'right',
  fault: Fault | undefined,
  noises: readonly Noise[],
  random: Random,
  onAsk: () => void,
): Asker {
  const origin = `http://${side}.example:3000`;
  const nameEndpoint = endpointNamer(TEMPLATES);
  let nowMs = START_MS;
  return {
    origin,
    ask: async (request) => {
      onAsk();
      nowMs += 5 + random.below(40);
      const page = pageOf(request);
      if (page.encoding === 'identity' && request.url.startsWith('/api/users')) page.encoding = 'gzip';
      const moment = { side, origin, nowMs, random, request };
      for (const noise of noises) noise.apply(page, moment);
      if (fault && nameEndpoint('GET', request.url) === fault.endpoint) fault.apply(page, moment);
      return writePage(page, origin, nowMs - random.below(20));
    },
    close: async () => {},
  };
}

function score(fault: Fault | undefined, flagged: readonly { endpoint: string; path: string }[]): Score {
  const isRight = (item: { endpoint: string; path: string }): boolean =>
    fault !== undefined && item.endpoint === fault.endpoint && fault.path.test(item.path);
  const wrong = flagged.filter((item) => !isRight(item));
  return {
    found: flagged.some(isRight),
    falseAlarms: wrong.map(({ endpoint, path }) => `${endpoint} ${path}`),
    flagged: flagged.length,
  };
}

export interface Summary {
  readonly faults: number;
  readonly recall: number;
  readonly precision: number;
}

/** Recall over faults; precision over all flagged fields. */
export function summarise(rows: readonly Row[], of: 'ours' | 'diffy'): Summary {
  const withFault = rows.filter(({ fault }) => fault !== 'none');
  const flagged = rows.reduce((sum, row) => sum + row[of].flagged, 0);
  const wrong = rows.reduce((sum, row) => sum + row[of].falseAlarms.length, 0);
  return {
    faults: withFault.length,
    recall: withFault.filter((row) => row[of].found).length / Math.max(1, withFault.length),
    precision: flagged === 0 ? 1 : (flagged - wrong) / flagged,
  };
}
