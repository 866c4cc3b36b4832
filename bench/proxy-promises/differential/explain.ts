import type { StrictRequest } from '../../../strangler-proxy/test/fuzz/read-strictly.ts';
import type { Outcome } from './observe.ts';

export type Difference =
  | 'Banyan refuses, it forwards'
  | 'Banyan forwards, it refuses'
  | 'another target'
  | 'another method'
  | 'another Host'
  | 'another body';

/**
 * How two outcomes differ in the first request that reached the upstream. What a client sends behind it is not
 * compared: whether it gets through before the connection ends is chance.
 */
export function differenceOf(ours: Outcome, theirs: Outcome): Difference | undefined {
  const [our, their] = [ours.forwarded[0], theirs.forwarded[0]];
  if (!our && !their) return undefined;
  if (!our) return 'Banyan refuses, it forwards';
  if (!their) return 'Banyan forwards, it refuses';
  if (our.method !== their.method) return 'another method';
  if (our.target !== their.target) return 'another target';
  if (hostOf(our) !== hostOf(their)) return 'another Host';
  if (our.body !== their.body) return 'another body';
  return undefined;
}

const hostOf = ({ fields }: StrictRequest) => fields.find(([name]) => name === 'host')?.[1];

/** The parts of a case; its body is whatever stands behind the first empty line. */
function partsOf(bytes: string): { line: string; fields: string; body: string } {
  const end = /\r?\n\r?\n/.exec(bytes);
  const head = end ? bytes.slice(0, end.index) : bytes;
  const [line = '', ...fields] = head.split(/\r?\n/);
  return { line, fields: fields.join('\n'), body: end ? bytes.slice(end.index + end[0].length) : '' };
}

/** Why Banyan's parser refuses without a word; the first that fits. RFC 9112 unless named. */
const malformed: readonly (readonly [
  string,
  (parts: ReturnType<typeof partsOf>, bytes: string) => boolean,
])[] = [
  ['a line that ends with a bare line feed (2.2)', (_parts, bytes) => /^[^\r\n]*\n/.test(bytes)],
  ['another version than HTTP/1.0 and 1.1 (2.3)', ({ line }) => !/ HTTP\/1\.[01]$/.test(line)],
  ['a method that Node’s parser does not know', ({ line }) => /^(?:get |G\t)/.test(line)],
  ['bytes above ASCII in the target (3.2)', ({ line }) => /[\x80-\xff]/.test(line)],
  ['a target that is no path (3.2)', ({ line }) => !/^\S+ \//.test(line)],
  ['a field name that is no token (5)', ({ fields }) => /^(?:[^:\n]*[ \t][^:\n]*|):/m.test(fields)],
  [
    'a folded field, or a control character in a value (5.2, RFC 9110 5.5)',
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    ({ fields }) => /^[ \t]|[\0-\x08\x0b-\x1f\x7f]/m.test(fields),
  ],
  ['no Host (3.2)', ({ fields }) => !/^host:/im.test(fields)],
  [
    'both lengths (6.3)',
    ({ fields }) => /^content-length:/im.test(fields) && /^transfer-encoding:/im.test(fields),
  ],
  [
    'a Content-Length that is not one number (6.3)',
    ({ fields }) => lengthsOf(fields).some((value) => !/^\d+$/.test(value)) || lengthsOf(fields).length > 1,
  ],
  [
    'a tab behind the coding, which Node’s parser takes for a part of it',
    ({ fields }) => /^transfer-encoding:[^\n]*\t$/im.test(fields),
  ],
  [
    'a coding other than chunked alone (6.1)',
    ({ fields }) =>
      codingsOf(fields).some((value) => value.toLowerCase() !== 'chunked') || codingsOf(fields).length > 1,
  ],
  [
    'a chunk whose size or end is malformed (7.1)',
    ({ fields, body }) => codingsOf(fields).length > 0 && !/^[0-9a-f]+\r\n/i.test(body),
  ],
];

const valuesOf = (fields: string, name: RegExp) =>
  fields
    .split('\n')
    .filter((field) => name.test(field))
    .map((field) => field.slice(field.indexOf(':') + 1).replace(/^[ \t]+|[ \t]+$/g, ''));
const lengthsOf = (fields: string) => valuesOf(fields, /^content-length:/i);
const codingsOf = (fields: string) => valuesOf(fields, /^transfer-encoding:/i);

/** Why they differ; nothing where nobody has looked into it yet. */
export function explain(
  difference: Difference,
  peer: 'nginx' | 'HAProxy',
  bytes: string,
  ours: Outcome,
): string | undefined {
  const parts = partsOf(bytes);
  const { fields, body } = parts;
  switch (difference) {
    case 'Banyan refuses, it forwards': {
      if (ours.said !== '') return `${ours.status} ${ours.said}`;
      const hasBody = codingsOf(fields).length > 0 || lengthsOf(fields).some((value) => value !== '0');
      const isFollowed = body !== '' && !/^[A-Z]+ \S+ HTTP\//.test(body);
      const because = malformed.find(([, isSo]) => isSo(parts, bytes))?.[0];
      if (ours.status === 100 || (because === undefined && !hasBody && isFollowed))
        return 'what follows the request is none, so the connection is cut before the request is sent on';
      const isWaiting =
        codingsOf(fields).length > 0 || lengthsOf(fields).some((value) => Number(value) > body.length);
      if (ours.status === 0 && isWaiting) return 'the first bytes of the body are waited for';
      return because && `${ours.status} ${because}`;
    }
    case 'Banyan forwards, it refuses':
      if (peer === 'HAProxy' && /^upgrade: *websocket/im.test(fields))
        return 'HAProxy refuses a WebSocket without its key; Banyan leaves that to the upstream, or ignores the Upgrade';
      if (/^(?:content-length|transfer-encoding):[ \t]*\t/im.test(fields))
        return 'nginx takes a tab before the value for a part of it; it is white space (RFC 9110 5.6.3)';
      if (valuesOf(fields, /^expect:/i).length > 1) return 'nginx refuses a second Expect; both say the same';
      if (lengthsOf(fields).some((value) => Number(value) > body.length))
        return 'nginx waits for the whole body; Banyan streams, and cuts the connection when the rest does not come';
      if (codingsOf(fields).length > 0)
        return 'they look at the first chunk before they forward; Banyan has sent the head on, and cuts the connection at the fault';
      return undefined;
    case 'another Host':
      return hostIsPlain(fields)
        ? undefined
        : 'nginx as it is set up here sends $host: without port and brackets, from the last one given';
    case 'another body':
      return codingsOf(fields).length > 0 && !/^(?:[0-9a-f]+\r\n)/i.test(body)
        ? 'they take a chunk whose line ends with a bare line feed; Banyan has sent the head on, and cuts the connection at the fault (7.1)'
        : undefined;
    default:
      return undefined;
  }
}

const hostIsPlain = (fields: string) => valuesOf(fields, /^host:/i).join() === 'a';
