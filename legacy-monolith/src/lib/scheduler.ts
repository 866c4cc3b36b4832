// A tiny cron: jobs with a period in minutes, checked by one timer. Off with JOBS=off; any job can be run by hand.
import { finishJobRun, startJobRun } from '../models/report.ts';
import { nowIso } from './clock.ts';
import { conflict, notFound } from './errors.ts';
import { log } from './logger.ts';

export interface Job {
  name: string;
  everyMinutes: number;
  run(): Promise<string>;
}

const TICK_MS = 60_000;

export class Scheduler {
  #jobs = new Map<string, Job>();
  #running = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #minutes = 0;

  schedule(job: Job): void {
    this.#jobs.set(job.name, job);
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    this.#minutes += 1;
    for (const job of this.#jobs.values()) {
      if (this.#minutes % job.everyMinutes !== 0 || this.#running.has(job.name)) continue;
      this.runNow(job.name).catch((error: unknown) => log('error', `job ${job.name} failed`, error));
    }
  }

  async runNow(name: string): Promise<string> {
    const job = this.#jobs.get(name);
    if (!job) throw notFound(`Job ${name}`);
    if (this.#running.has(name)) throw conflict('JOB_RUNNING', `Job ${name} is running already.`);
    this.#running.add(name);
    try {
      const id = await startJobRun(name, nowIso());
      const outcome = await job.run();
      await finishJobRun(id, outcome, nowIso());
      return outcome;
    } finally {
      this.#running.delete(name);
    }
  }
}

export const scheduler = new Scheduler();
