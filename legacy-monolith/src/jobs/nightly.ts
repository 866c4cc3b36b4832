import { scheduler } from '../lib/scheduler.ts';
import { deliverQueue } from '../services/mailer.ts';
import { rollUpSales } from '../services/reports.ts';

/** Sums up the sales of the last days and hands the mails of the day to the mail server. */
export async function nightly(): Promise<string> {
  const days = await rollUpSales();
  const mails = await deliverQueue();
  return `${days} days summed up, ${mails} mails sent`;
}

scheduler.schedule({ name: 'nightly', everyMinutes: 24 * 60, run: nightly });
