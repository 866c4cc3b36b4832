import type { Contract } from './contract.ts';
import type { JsonType, Shape } from './shape.ts';

/** One way in which the service's contract departs from what clients of the monolith get today. */
export interface ContractChange {
  readonly endpoint: string;
  /** `200 body.items[].price` */
  readonly place: string;
  readonly change:
    | 'gone'
    | 'sometimes-gone'
    | 'other-type'
    | 'new-null'
    | 'new-field'
    | 'new-word'
    | 'new-status'
    | 'not-observed';
  /** A client that works today may break. */
  readonly isBreaking: boolean;
  /** Share of the monolith's answers on this endpoint that had the thing, 0 to 1: how much real use depends on it. */
  readonly weight: number;
  readonly detail: string;
}

/** Fewer observations on either side than this prove nothing about what is always or never there. */
const ENOUGH = 5;

/** Changes from the monolith's observed contract to the service's, breaking and heaviest first. Pure. */
export function checkContract(monolith: Contract, service: Contract): ContractChange[] {
  const changes: ContractChange[] = [];
  for (const [endpoint, old] of monolith.endpoints) {
    const now = service.endpoints.get(endpoint);
    if (!now) {
      changes.push({
        endpoint,
        place: '',
        change: 'not-observed',
        isBreaking: false,
        weight: 1,
        detail: 'the service was not seen to answer this',
      });
      continue;
    }
    for (const status of now.answers.keys()) {
      if (!old.answers.has(status)) {
        changes.push({
          endpoint,
          place: String(status),
          change: 'new-status',
          isBreaking: status >= 500,
          weight: 0,
          detail: `${now.answers.get(status)?.seen} times; never from the monolith`,
        });
      }
    }
    for (const [status, answer] of old.answers) {
      const other = now.answers.get(status);
      if (!other || answer.body.seen === 0 || other.body.seen === 0) continue;
      const add = (change: Omit<ContractChange, 'endpoint' | 'weight'>, seen: number): void => {
        changes.push({ ...change, endpoint, weight: Math.min(1, seen / old.requests) });
      };
      compareShapes(`${status} body`, answer.body, other.body, add);
    }
  }
  return changes.sort(
    (a, b) =>
      Number(b.isBreaking) - Number(a.isBreaking) ||
      b.weight - a.weight ||
      (a.endpoint + a.place < b.endpoint + b.place ? -1 : 1),
  );
}

type Add = (change: Omit<ContractChange, 'endpoint' | 'weight'>, seen: number) => void;

function compareShapes(place: string, old: Shape, now: Shape, add: Add): void {
  const added = [...now.types.keys()].filter((type) => !isCovered(type, old.types));
  if (added.includes('null'))
    add(
      {
        place,
        change: 'new-null',
        isBreaking: true,
        detail: `null ${now.types.get('null')} times; never from the monolith`,
      },
      old.seen,
    );
  const otherTypes = added.filter((type) => type !== 'null');
  if (otherTypes.length > 0)
    add(
      {
        place,
        change: 'other-type',
        isBreaking: true,
        detail: `${otherTypes.join(', ')}; the monolith gives ${[...old.types.keys()].join(', ')}`,
      },
      old.seen,
    );
  if (old.words && now.words && old.seen >= ENOUGH) {
    const words = [...now.words].filter((word) => !old.words?.has(word));
    if (words.length > 0 && old.words.size > 0)
      add({ place, change: 'new-word', isBreaking: false, detail: words.join(', ') }, old.seen);
  }
  compareFields(place, old, now, add);
  if (old.items && now.items && now.items.seen > 0) compareShapes(`${place}[]`, old.items, now.items, add);
}

function compareFields(place: string, old: Shape, now: Shape, add: Add): void {
  const oldObjects = old.types.get('object') ?? 0;
  const nowObjects = now.types.get('object') ?? 0;
  if (nowObjects === 0) return;
  for (const [name, field] of old.fields) {
    const other = now.fields.get(name);
    const path = `${place}.${name}`;
    const wasAlways = field.seen >= oldObjects;
    if (!other)
      add(
        {
          place: path,
          change: 'gone',
          isBreaking: wasAlways || nowObjects >= ENOUGH,
          detail: `${field.seen} of ${oldObjects} at the monolith, 0 of ${nowObjects} at the service`,
        },
        field.seen,
      );
    else {
      if (wasAlways && other.seen < nowObjects)
        add(
          {
            place: path,
            change: 'sometimes-gone',
            isBreaking: true,
            detail: `always at the monolith, ${other.seen} of ${nowObjects} at the service`,
          },
          field.seen,
        );
      compareShapes(path, field, other, add);
    }
  }
  for (const [name, field] of now.fields) {
    if (!old.fields.has(name))
      add(
        {
          place: `${place}.${name}`,
          change: 'new-field',
          isBreaking: false,
          detail: `${field.seen} of ${nowObjects} at the service`,
        },
        0,
      );
  }
}

/** A whole number is a number; the other way round a client that reads whole numbers may stumble. */
function isCovered(type: JsonType, types: ReadonlyMap<JsonType, number>): boolean {
  return types.has(type) || (type === 'integer' && types.has('number'));
}
