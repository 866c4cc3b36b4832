import { z } from 'zod';
import type { Answer, ComparedRequest, HeaderLine } from '../answer.ts';
import { CompareError } from '../errors.ts';
import { pathOf } from './path-of.ts';

const headersSchema = z.array(z.object({ name: z.string(), value: z.string() })).default([]);

/** The part of HAR 1.2 that requests and answers need; browsers add much more, which is let through. */
const harSchema = z.object({
  log: z.object({
    entries: z.array(
      z.object({
        request: z.object({
          method: z.string(),
          url: z.string(),
          headers: headersSchema,
          postData: z.object({ text: z.string().optional(), encoding: z.string().optional() }).optional(),
        }),
        startedDateTime: z.string().optional(),
        time: z.number().optional(),
        response: z
          .object({
            status: z.number().default(0),
            headers: headersSchema,
            content: z.object({ text: z.string().optional(), encoding: z.string().optional() }).default({}),
          })
          .optional(),
      }),
    ),
  }),
});
type HarEntry = z.output<typeof harSchema>['log']['entries'][number];

export function looksLikeHar(text: string): boolean {
  return /^\s*\{\s*"log"\s*:/.test(text);
}

/** A request of a HAR, and the answer that the browser kept with it. */
export interface HarPair {
  readonly request: ComparedRequest;
  readonly answer?: Answer;
}

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

/** What a HAR holds, in its order. Entries of other hosts than the first one's are left out: fonts and trackers are not ours. */
export function readHarEntries(text: string, fileName: string): HarPair[] {
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
  const { entries } = result.data.log;
  const host = URL.parse(entries[0]?.request.url ?? '')?.host;
  return entries
    .filter(({ request }) => URL.parse(request.url)?.host === host)
    .map((entry, index) => {
      const request = requestOf(entry, `${fileName}: log.entries[${index}]`);
      const answer = answerOf(entry);
      return answer ? { request, answer } : { request };
    });
}

function requestOf({ request }: HarEntry, place: string): ComparedRequest {
  const { method, url, headers, postData } = request;
  return {
    method: method.toUpperCase(),
    url: pathOf(url, place),
    headers: replayedHeaders(headers),
    ...(postData?.text === undefined ? {} : { body: bytesOf(postData) }),
  };
}

/** Status 0 is how browsers note a request that got none. Content is kept decoded, so its encoding is over. */
function answerOf({ response, startedDateTime, time }: HarEntry): Answer | undefined {
  if (!response || response.status < 100) return undefined;
  const headers = response.headers.filter(
    ({ name }) => !/^(?::|content-encoding$|content-length$)/i.test(name),
  );
  return {
    status: response.status,
    headers: headers.map(({ name, value }) => [name, value] as const),
    body: bytesOf(response.content),
    truncated: response.content.text === undefined,
    elapsedMs: time ?? 0,
    askedAtMs: Date.parse(startedDateTime ?? '') || 0,
  };
}

function bytesOf({
  text,
  encoding,
}: {
  text?: string | undefined;
  encoding?: string | undefined;
}): Uint8Array {
  return Buffer.from(text ?? '', encoding === 'base64' ? 'base64' : 'utf8');
}

function replayedHeaders(headers: readonly { name: string; value: string }[]): HeaderLine[] {
  return headers
    .filter(({ name }) => !name.startsWith(':') && !NOT_REPLAYED.has(name.toLowerCase()))
    .map(({ name, value }) => [name, value] as const);
}
