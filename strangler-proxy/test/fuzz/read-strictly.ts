/** One request as a strict server reads it. */
export interface StrictRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  /** Lower-case names, values trimmed, in order. */
  readonly fields: readonly (readonly [string, string])[];
  /** Without its framing. */
  readonly body: string;
}

/** Reads the requests that stand in the bytes of one connection, by their framing alone. A part that is no request ends it. */
export function readStrictly(bytes: string): StrictRequest[] {
  const requests: StrictRequest[] = [];
  let rest = bytes;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const [line = '', ...lines] = rest.slice(0, end).split('\r\n');
    const match = /^(\S+) (\S+) (HTTP\/1\.[01])$/.exec(line);
    if (end === -1 || !match) return requests;
    const fields = lines.map(
      (text) =>
        [text.slice(0, text.indexOf(':')).toLowerCase(), text.slice(text.indexOf(':') + 1).trim()] as const,
    );
    const coding = fields.find(([name]) => name === 'transfer-encoding')?.[1];
    const length = Number(fields.find(([name]) => name === 'content-length')?.[1] ?? 0);
    const after = rest.slice(end + 4);
    const read =
      coding === undefined
        ? { body: after.slice(0, length), rest: after.slice(length), isWhole: true }
        : readChunks(after);
    const [, method = '', target = '', version = ''] = match;
    requests.push({ method, target, version, fields, body: read.body });
    if (!read.isWhole) return requests;
    rest = read.rest;
  }
}

function readChunks(bytes: string): { body: string; rest: string; isWhole: boolean } {
  let body = '';
  let rest = bytes;
  for (;;) {
    const size = /^([0-9a-f]+)(?:;[^\r\n]*)?\r\n/i.exec(rest);
    if (!size) return { body, rest, isWhole: false };
    const count = Number.parseInt(size[1] ?? '', 16);
    const begin = size[0].length;
    if (count === 0) {
      const last = rest.indexOf('\r\n\r\n');
      return { body, rest: last === -1 ? '' : rest.slice(last + 4), isWhole: true };
    }
    body += rest.slice(begin, begin + count);
    rest = rest.slice(begin + count + 2);
  }
}

/** What no proxy may hand to an upstream. */
export type Fault = 'smuggled request' | 'framing with two meanings' | 'Host with two meanings' | 'TRACE';

export function faultsOf(requests: readonly StrictRequest[], smuggled: string): Fault[] {
  const faults = new Set<Fault>();
  for (const { method, target, fields } of requests) {
    const values = (wanted: string) => fields.filter(([name]) => name === wanted).map(([, value]) => value);
    const codings = fields.filter(([name]) => /^transfer[-_]encoding$/.test(name));
    const isOdd = codings.some(
      ([name, value]) => name !== 'transfer-encoding' || value.toLowerCase() !== 'chunked',
    );
    // A second request of the client's own carries what the proxy adds; one that stood in a body does not.
    if (target.startsWith(smuggled) && values('x-forwarded-for').length === 0) faults.add('smuggled request');
    if (isOdd || codings.length > 1 || values('content-length').length > 1)
      faults.add('framing with two meanings');
    if (codings.length > 0 && values('content-length').length > 0) faults.add('framing with two meanings');
    if (values('host').length !== 1 || !/^[A-Za-z0-9.\-[\]:]+$/.test(values('host')[0] ?? ''))
      faults.add('Host with two meanings');
    if (method === 'TRACE') faults.add('TRACE');
  }
  return [...faults];
}
