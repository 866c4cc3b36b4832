import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { analyze, renderSummary, writeReport } from '@banyan/analysis';
import { flip, readComparison } from '@banyan/strangler-proxy';
import {
  type ComparisonReport,
  compareSystems,
  hasMismatches,
  readRequests,
  renderComparison,
} from '@banyan/strangler-proxy/compare';
import { describeComparison } from '../render-status.ts';
import type { Terminal } from '../terminal.ts';
import { freePort } from './ports.ts';
import { answersBySide, type Shoppers, sendShoppers, type Tally, unexpectedAnswers } from './shoppers.ts';
import { comparedRequests, isSliceRoute, type Step, steps } from './steps.ts';
import { monolithFolder, type RunningSystem, startSystem } from './system.ts';

export interface JourneyOptions {
  /** End after the journey; otherwise the shop stays open until `signal`. */
  readonly once: boolean;
  /** Start the service with a fault in its answers, to see the journey refuse it. */
  readonly serviceFault?: string;
  readonly terminal: Terminal;
  /** Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface JourneyResult {
  /** Nothing unexpected was answered and both sides agreed. */
  readonly succeeded: boolean;
}

const slice = 'reviews';
const requestsPerSecond = 60;
const stepMs = 5_000;
const redrawMs = 250;
/** Answers under way at a flip, and a tally that is up to 250 ms old, belong to the step before. */
const settleMs = 500;
const wantedPorts = { monolith: 3000, service: 4001, proxy: 8080, admin: 9090 };

/**
 * Plays the whole idea on Fig & Fern: read the code, start both sides and the proxy, send shoppers, move the reviews
 * slice over by shares and back, and compare both sides' answers before anybody is moved.
 */
export async function playJourney(options: JourneyOptions): Promise<JourneyResult> {
  const { terminal, once, signal, serviceFault } = options;
  const folder = await mkdtemp(join(tmpdir(), 'fig-and-fern-'));
  let system: RunningSystem | undefined;
  let shoppers: Shoppers | undefined;
  try {
    const reportPage = await readCode(terminal);
    terminal.progress('seeding the shop: 320 products, 2 000 customers, 10 000 orders');
    await mkdir(join(folder, 'uploads'), { recursive: true });
    system = await startSystem({ folder, ports: await freePorts(), ...(serviceFault && { serviceFault }) });
    announce(terminal, system, reportPage);
    shoppers = sendShoppers(system.proxy.url, requestsPerSecond);
    const comparison = await moveSlice(system, shoppers, options);
    const tally = await shoppers.stop();
    shoppers = undefined;
    const succeeded = summarise(terminal, tally, comparison);
    if (!once && !signal.aborted) await stayOpen(terminal, system, signal);
    return { succeeded };
  } finally {
    await shoppers?.stop();
    await system?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function readCode(terminal: Terminal): Promise<string> {
  terminal.print('1. Read the code of Fig & Fern\n');
  const { report, timings } = await analyze(monolithFolder, { onProgress: terminal.progress });
  const out = resolve('boundary-report');
  await writeReport(out, report, { timings });
  terminal.print(renderSummary(report, { colour: terminal.colour, width: terminal.width }));
  return join(out, 'report.html');
}

async function freePorts(): Promise<typeof wantedPorts> {
  const { monolith, service, proxy, admin } = wantedPorts;
  return {
    monolith: await freePort(monolith),
    service: await freePort(service),
    proxy: await freePort(proxy),
    admin: await freePort(admin),
  };
}

function announce(terminal: Terminal, system: RunningSystem, reportPage: string): void {
  terminal.print('\n2. Start both sides and the proxy in front of them\n');
  terminal.print(`   shop (through the proxy)  ${system.proxy.url}`);
  terminal.print(`   monolith                  ${system.monolith.url}`);
  terminal.print(`   reviews service           ${system.service.url}`);
  terminal.print(`   boundary report           ${pathToFileURL(reportPage)}`);
}

/** Takes the slice through its steps under traffic; stops before the ramp when the sides' answers differ. */
async function moveSlice(
  system: RunningSystem,
  shoppers: Shoppers,
  options: JourneyOptions,
): Promise<ComparisonReport> {
  const { terminal, signal } = options;
  const [shadow, ...ramp] = steps;
  terminal.print(`\n3. Move the slice "${slice}", with ${requestsPerSecond} requests a second going on\n`);
  if (shadow !== undefined) {
    await takeStep(system, shoppers, shadow, options);
    const live = await readComparison({ configPath: system.configPath });
    for (const line of describeComparison(live)) terminal.print(`          ${line}`);
  }
  const comparison = await compareSides(system, terminal);
  if (hasMismatches(comparison)) {
    terminal.print(`\n   The sides differ: "${slice}" does not ramp, and goes back to off.`);
    await flip({ configPath: system.configPath, slice, to: 'off', why: 'the sides differ' });
    return comparison;
  }
  for (const step of ramp) {
    if (signal.aborted) break;
    await takeStep(system, shoppers, step, options);
  }
  return comparison;
}

async function takeStep(
  system: RunningSystem,
  shoppers: Shoppers,
  step: Step,
  { terminal, signal }: JourneyOptions,
) {
  await flip({ configPath: system.configPath, slice, to: step.to, why: 'the demo' });
  terminal.print(`   ${step.to.padEnd(6)} ${step.says}`);
  await sleep(settleMs);
  const before = shoppers.tally();
  const endsAt = performance.now() + stepMs;
  while (performance.now() < endsAt && !signal.aborted) {
    await sleep(redrawMs);
    terminal.progress(describeAnswers(before, shoppers.tally()));
  }
  terminal.print(describeAnswers(before, shoppers.tally()));
}

/** One line: who answered the slice's requests since the step began. */
function describeAnswers(before: Tally, now: Tally): string {
  const [first, last] = [answersBySide(before, isSliceRoute), answersBySide(now, isSliceRoute)];
  const [monolith, service] = [last.monolith - first.monolith, last.service - first.service];
  const share = monolith + service === 0 ? 0 : service / (monolith + service);
  const filled = Math.round(share * 20);
  const bar = '█'.repeat(filled) + '░'.repeat(20 - filled);
  const counts = `monolith ${String(monolith).padStart(4)}   service ${String(service).padStart(4)}`;
  return `          ${bar}   ${counts}   unexpected ${unexpectedAnswers(now)}`;
}

async function compareSides(system: RunningSystem, terminal: Terminal): Promise<ComparisonReport> {
  const report = await compareSystems({
    left: system.monolith.url,
    right: system.service.url,
    noise: system.monolith.url,
    requests: readRequests(comparedRequests.map((path) => `GET ${path}`).join('\n')),
    onProgress: ({ done, total }) => terminal.progress(`compared ${done} of ${total}`),
  });
  terminal.print('\n   Both sides asked the same:\n');
  terminal.print(indent(renderComparison(report, { colour: terminal.colour })));
  terminal.print('');
  return report;
}

function summarise(terminal: Terminal, tally: Tally, comparison: ComparisonReport): boolean {
  const { monolith, service } = answersBySide(tally, () => true);
  const unexpected = unexpectedAnswers(tally);
  terminal.print('\n4. What happened\n');
  terminal.print(
    `   ${tally.requests} requests of shoppers: ${monolith} answered by the monolith, ${service} by the service`,
  );
  terminal.print(`   ${unexpected} unexpected answers`);
  for (const { route, side, problem, count } of tally.unexpected)
    terminal.print(`     ${count} × ${route} (${side}): ${problem}`);
  terminal.print(`   ${comparison.matched} of ${comparison.requests} compared answers were equal`);
  for (const { endpoint, mismatches } of comparison.endpoints) {
    for (const { path, kind, count } of mismatches)
      terminal.print(`     ${endpoint}: ${path} (${kind}, ${count} times)`);
  }
  return unexpected === 0 && !hasMismatches(comparison);
}

async function stayOpen(terminal: Terminal, system: RunningSystem, signal: AbortSignal): Promise<void> {
  const config = system.configPath;
  terminal.print(`\nThe shop stays open at ${system.proxy.url} until Ctrl-C. In another terminal:\n`);
  terminal.print(`   npm run banyan -- flip ${slice} 25% --config ${config}`);
  terminal.print(`   npm run banyan -- status --config ${config}`);
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '   ');
}
