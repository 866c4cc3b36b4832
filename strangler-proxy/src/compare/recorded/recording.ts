import { z } from 'zod';
import type { Answer, ComparedRequest } from '../answer.ts';
import { CompareError } from '../errors.ts';
import { looksLikeHar, readHarEntries } from '../requests/har.ts';

/** One line of a recording: a request as it came, and the answer it got. */
export interface Recorded {
  readonly request: ComparedRequest;
  readonly answer: Answer;
}

const headersSchema = z.array(z.tuple([z.string(), z.string()])).readonly();
const bodySchema = z.union([z.string(), z.strictObject({ base64: z.string() })]);
const lineSchema = z.strictObject({
  session: z.string(),
  atMs: z.number(),
  method: z.string(),
  url: z.string().startsWith('/'),
  headers: headersSchema,
  body: bodySchema.optional(),
  answer: z.strictObject({
    status: z.int().min(100).max(599),
    headers: headersSchema,
    body: bodySchema.optional(),
    truncated: z.boolean().default(false),
    elapsedMs: z.number().min(0),
  }),
});

/** Text bodies stay readable in the file; anything else is base64. */
function writeBody(body: Uint8Array | undefined): z.output<typeof bodySchema> | undefined {
  if (body === undefined || body.length === 0) return undefined;
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = buffer.toString('utf8');
  return Buffer.from(text, 'utf8').equals(buffer) ? text : { base64: buffer.toString('base64') };
}

function readBody(body: z.output<typeof bodySchema> | undefined): Uint8Array {
  if (body === undefined) return new Uint8Array();
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body.base64, 'base64');
}

/** One line of JSON, with its line end. */
export function writeRecorded({ request, answer }: Recorded): string {
  const line = {
    session: request.session ?? '',
    atMs: answer.askedAtMs,
    method: request.method,
    url: request.url,
    headers: request.headers,
    body: writeBody(request.body),
    answer: {
      status: answer.status,
      headers: answer.headers,
      body: writeBody(answer.body),
      truncated: answer.truncated,
      elapsedMs: Math.round(answer.elapsedMs * 10) / 10,
    },
  };
  return `${JSON.stringify(line)}\n`;
}

/**
 * Reads what "banyan record" wrote, or a HAR with its answers (one session, the browser's).
 *
 * @throws CompareError BAD_RECORDING with file, line and cure
 */
export function readRecording(
  text: string,
  { fileName = 'recording' }: { readonly fileName?: string } = {},
): Recorded[] {
  if (looksLikeHar(text)) {
    const pairs = readHarEntries(text, fileName);
    return pairs.flatMap(({ request, answer }) =>
      answer ? [{ request: { ...request, session: 'browser' }, answer }] : [],
    );
  }
  const lines = text.split('\n');
  const recorded = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [readLine(line, `${fileName}:${index + 1}`)],
  );
  if (recorded.length === 0) {
    throw new CompareError(
      'BAD_RECORDING',
      `${fileName}: nothing in it. Make one with "banyan record --out ${fileName} --target URL".`,
    );
  }
  return recorded;
}

function readLine(line: string, place: string): Recorded {
  const cure = 'Lines are written by "banyan record"; take this one out or record again.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    throw new CompareError('BAD_RECORDING', `${place}: not JSON (${(error as Error).message}). ${cure}`);
  }
  const result = lineSchema.safeParse(parsed);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new CompareError(
      'BAD_RECORDING',
      `${place}: ${issue?.path.join('.') || 'the line'}: ${issue?.message}. ${cure}`,
    );
  }
  const { session, atMs, method, url, headers, body, answer } = result.data;
  return {
    request: { session, method, url, headers, ...(body === undefined ? {} : { body: readBody(body) }) },
    answer: { ...answer, body: readBody(answer.body), askedAtMs: atMs },
  };
}
