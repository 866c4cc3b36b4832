import type { Contract, ObservedEndpoint } from './contract.ts';
import { type PromisedContract, type PromisedEndpoint, type PromisedShape, templateKey } from './promised.ts';
import { isCovered, type Shape } from './shape.ts';

/** What of today's answers and requests the service's contract departs from. */
export type ContractChangeKind =
  | 'gone'
  | 'sometimes-gone'
  | 'other-type'
  | 'new-null'
  | 'new-field'
  | 'new-word'
  | 'new-status'
  | 'status-gone'
  | 'other-media-type'
  | 'parameter-gone'
  | 'newly-required'
  | 'refused-type'
  | 'endpoint-gone'
  | 'not-observed';

/** One way in which the service's contract departs from what clients of the monolith get today. */
export interface ContractChange {
  readonly endpoint: string;
  /** `200 body.items[].price`, `query sort`, `request body.note` */
  readonly place: string;
  readonly change: ContractChangeKind;
  /** A client that works today may break. */
  readonly isBreaking: boolean;
  /** Share of the monolith's requests on this endpoint that had the thing, 0 to 1: how much real use depends on it. */
  readonly weight: number;
  readonly detail: string;
}

/** Fewer observations on either side than this prove nothing about what is always or never there. */
const ENOUGH = 5;

type Found = Omit<ContractChange, 'endpoint' | 'weight'>;
type Add = (change: Found, seen: number) => void;

/** Changes from the monolith's observed contract to the service's promise, breaking and heaviest first. Pure. */
export function checkContract(monolith: Contract, service: PromisedContract): ContractChange[] {
  const changes: ContractChange[] = [];
  for (const [endpoint, old] of monolith.endpoints) {
    const now = service.endpoints.get(templateKey(endpoint)) ?? forHead(endpoint, service);
    const add: Add = (change, seen) =>
      changes.push({ ...change, endpoint, weight: Math.min(1, seen / old.requests) });
    if (now) checkEndpoint(old, now, service.kind, add);
    else add(withoutEndpoint(service.kind), old.requests);
  }
  return changes.sort(
    (a, b) =>
      Number(b.isBreaking) - Number(a.isBreaking) ||
      b.weight - a.weight ||
      (a.endpoint + a.place < b.endpoint + b.place ? -1 : 1),
  );
}

/** HEAD is answered wherever GET is. */
function forHead(endpoint: string, service: PromisedContract): PromisedEndpoint | undefined {
  return endpoint.startsWith('HEAD ')
    ? service.endpoints.get(templateKey(endpoint.replace('HEAD', 'GET')))
    : undefined;
}

function withoutEndpoint(kind: PromisedContract['kind']): Found {
  return kind === 'observed'
    ? {
        place: '',
        change: 'not-observed',
        isBreaking: false,
        detail: 'the service was not seen to answer this',
      }
    : { place: '', change: 'endpoint-gone', isBreaking: true, detail: 'the document has no such operation' };
}

function checkEndpoint(
  old: ObservedEndpoint,
  now: PromisedEndpoint,
  kind: PromisedContract['kind'],
  add: Add,
): void {
  checkRequests(old, now, kind, add);
  for (const { status, seen } of now.statuses) {
    // A document may well know errors that did not happen yet.
    if (old.answers.has(status) || seen === undefined) continue;
    add(
      {
        place: String(status),
        change: 'new-status',
        isBreaking: status >= 500,
        detail: `${seen} times; never from the monolith`,
      },
      0,
    );
  }
  for (const [status, answer] of old.answers) {
    const other = now.answer(status);
    if (!other) {
      if (kind === 'written' && status < 500)
        add(
          {
            place: String(status),
            change: 'status-gone',
            isBreaking: status < 400,
            detail: `${answer.seen} times from the monolith; not in the document`,
          },
          answer.seen,
        );
      continue;
    }
    const foreign = [...answer.types].filter(
      (type) => other.types.size > 0 && !isTypeListed(type, other.types),
    );
    if (kind === 'written' && foreign.length > 0)
      add(
        {
          place: String(status),
          change: 'other-media-type',
          isBreaking: true,
          detail: `${[...other.types].join(', ')}; the monolith gives ${foreign.join(', ')}`,
        },
        answer.seen,
      );
    if (other.body && answer.body.seen > 0) checkShapes(`${status} body`, answer.body, other.body, add);
  }
}

function isTypeListed(type: string, listed: ReadonlySet<string>): boolean {
  return listed.has(type) || listed.has('*/*') || listed.has(type.replace(/\/.*/, '/*'));
}

/** What clients send today must still be taken. */
function checkRequests(
  old: ObservedEndpoint,
  now: PromisedEndpoint,
  kind: PromisedContract['kind'],
  add: Add,
): void {
  if (kind === 'observed') return;
  for (const [name, seen] of old.query) {
    if (!now.query.has(name))
      add(
        {
          place: `query ${name}`,
          change: 'parameter-gone',
          isBreaking: true,
          detail: `sent ${seen} times; not in the document`,
        },
        seen,
      );
  }
  for (const [name, { isRequired }] of now.query) {
    const without = old.requests - (old.query.get(name) ?? 0);
    if (isRequired && without > 0)
      add(
        {
          place: `query ${name}`,
          change: 'newly-required',
          isBreaking: true,
          detail: `${without} of ${old.requests} requests came without it`,
        },
        without,
      );
  }
  if (now.requestBody && old.requestBody.seen > 0)
    checkSent('request body', old.requestBody, now.requestBody, add);
}

function checkSent(place: string, sent: Shape, taken: PromisedShape, add: Add): void {
  const refused = [...sent.types].filter(([type]) => taken.types && !isCovered(type, taken.types));
  if (refused.length > 0) {
    add(
      {
        place,
        change: 'refused-type',
        isBreaking: true,
        detail: `clients send ${refused.map(([type]) => type).join(', ')}; the document takes ${[...(taken.types ?? [])].join(', ')}`,
      },
      refused.reduce((sum, [, seen]) => sum + seen, 0),
    );
  }
  const objects = sent.types.get('object') ?? 0;
  for (const [name, { isAlways, shape }] of objects > 0 ? taken.fields : []) {
    const field = sent.fields.get(name);
    const without = objects - (field?.seen ?? 0);
    if (isAlways && without > 0)
      add(
        {
          place: `${place}.${name}`,
          change: 'newly-required',
          isBreaking: true,
          detail: `${without} of ${objects} requests came without it`,
        },
        without,
      );
    if (field) checkSent(`${place}.${name}`, field, shape(), add);
  }
  if (sent.items && taken.items) checkSent(`${place}[]`, sent.items, taken.items(), add);
}

function checkShapes(place: string, old: Shape, now: PromisedShape, add: Add): void {
  checkTypes(place, old, now, add);
  if (old.words && now.words && old.seen >= ENOUGH) {
    const words = [...now.words].filter((word) => !old.words?.has(word));
    if (words.length > 0 && old.words.size > 0)
      add({ place, change: 'new-word', isBreaking: false, detail: words.join(', ') }, old.seen);
  }
  checkFields(place, old, now, add);
  if (old.items && now.items) checkShapes(`${place}[]`, old.items, now.items(), add);
}

function checkTypes(place: string, old: Shape, now: PromisedShape, add: Add): void {
  if (now.types === undefined) return;
  const before = new Set(old.types.keys());
  const added = [...now.types].filter((type) => !isCovered(type, before));
  if (added.includes('null'))
    add(
      {
        place,
        change: 'new-null',
        isBreaking: now.seen !== undefined || old.seen >= ENOUGH,
        detail: `may be null; never from the monolith in ${old.seen} values`,
      },
      old.seen,
    );
  const others = added.filter((type) => type !== 'null');
  if (others.length === 0) return;
  // People write "number" for whole numbers too; what was seen with a fraction is another matter.
  const isOnlyWider =
    now.seen === undefined && others.every((type) => type === 'number' && before.has('integer'));
  add(
    {
      place,
      change: 'other-type',
      isBreaking: !isOnlyWider,
      detail: `${others.join(', ')}; the monolith gives ${[...before].join(', ')}`,
    },
    old.seen,
  );
}

function checkFields(place: string, old: Shape, now: PromisedShape, add: Add): void {
  const objects = old.types.get('object') ?? 0;
  if (objects === 0 || (now.types && !now.types.has('object'))) return;
  for (const [name, field] of old.fields) {
    const other = now.fields.get(name);
    const path = `${place}.${name}`;
    const wasAlways = field.seen >= objects;
    if (!other) {
      if (!now.isOpen)
        add(
          {
            place: path,
            change: 'gone',
            isBreaking: now.seen === undefined || wasAlways || now.seen >= ENOUGH,
            detail: `${field.seen} of ${objects} at the monolith, ${now.seen === undefined ? 'not in the document' : `0 of ${now.seen} at the service`}`,
          },
          field.seen,
        );
      continue;
    }
    const shape = other.shape();
    if (wasAlways && !other.isAlways)
      add(
        {
          place: path,
          change: 'sometimes-gone',
          isBreaking: now.seen !== undefined || objects >= ENOUGH,
          detail: `always at the monolith, ${shape.seen === undefined ? 'optional in the document' : `${shape.seen} of ${now.seen} at the service`}`,
        },
        field.seen,
      );
    checkShapes(path, field, shape, add);
  }
  for (const [name, { isAlways }] of now.fields) {
    if (!old.fields.has(name))
      add(
        {
          place: `${place}.${name}`,
          change: 'new-field',
          isBreaking: false,
          detail: isAlways ? 'always there' : 'sometimes there',
        },
        0,
      );
  }
}
