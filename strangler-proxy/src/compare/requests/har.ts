import { z } from 'zod';
import type { ComparedRequest, HeaderLine } from '../answer.ts';
import { CompareError } from '../errors.ts';
import { pathOf } from './read-requests.ts';

/** The part of HAR 1.2 that a request needs; browsers add much more, which is let through. */
const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
          postData: z.object({ text: z.string().optional(), encoding: z.string().optional() }).optional(),
        }),
      }),
    ),
  }),
});

/** Set anew by whoever sends the request. */
const NOT_REPLAYED = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
]);

/** Requests of a HAR, in their order. Those to other hosts than the first one's are left out: fonts and trackers are not ours. */
export function readHar(text: string, fileName: string): ComparedRequest[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new CompareError(
      'BAD_REQUEST_FILE',
      `${fileName}: not a whole HAR (${(error as Error).message}). Save it again from the browser.`,
    );
  }
  const result = harSchema.safeParse(parsed);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new CompareError(
      'BAD_REQUEST_FILE',
      `${fileName}: ${issue?.path.join('.')}: ${issue?.message}. A HAR has log.entries[].request with method and url.`,
    );
  }
  const requests = result.data.log.entries.map(({ request }) => request);
  const host = URL.parse(requests[0]?.url ?? '')?.host;
  return requests
    .filter(({ url }) => URL.parse(url)?.host === host)
    .map(({ method, url, headers, postData }, index) => ({
      method: method.toUpperCase(),
      url: pathOf(url, `${fileName}: log.entries[${index}]`),
      headers: replayedHeaders(headers),
      ...(postData?.text === undefined
        ? {}
        : { body: Buffer.from(postData.text, postData.encoding === 'base64' ? 'base64' : 'utf8') }),
    }));
}

function replayedHeaders(headers: readonly { name: string; value: string }[]): HeaderLine[] {
  return headers
    .filter(({ name }) => !name.startsWith(':') && !NOT_REPLAYED.has(name.toLowerCase()))
    .map(({ name, value }) => [name, value] as const);
}
