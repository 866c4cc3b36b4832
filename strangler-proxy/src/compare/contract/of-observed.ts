import type { Contract, ObservedEndpoint } from './contract.ts';
import { type PromisedContract, type PromisedEndpoint, type PromisedShape, templateKey } from './promised.ts';
import { isCovered, type Shape } from './shape.ts';

/** What a system was seen to answer, taken as its promise: always is what was there each time. */
export function promisedBy(contract: Contract): PromisedContract {
  return {
    kind: 'observed',
    endpoints: new Map(
      [...contract.endpoints].map(([name, endpoint]) => [templateKey(name), promisedEndpoint(endpoint)]),
    ),
  };
}

function promisedEndpoint({ answers }: ObservedEndpoint): PromisedEndpoint {
  return {
    // What its callers happened to send says nothing of what it would take.
    query: new Map(),
    requestBody: undefined,
    answer: (status) => {
      const answer = answers.get(status);
      return (
        answer && {
          types: answer.types,
          body: answer.body.seen === 0 ? undefined : promisedShape(answer.body),
        }
      );
    },
    statuses: [...answers].map(([status, { seen }]) => ({ status, seen })),
  };
}

function promisedShape(shape: Shape): PromisedShape {
  const objects = shape.types.get('object') ?? 0;
  const { items } = shape;
  return {
    types: new Set(
      [...shape.types.keys()].filter((type) => type !== 'integer' || !isCovered('number', shape.types)),
    ),
    fields: new Map(
      [...shape.fields].map(([name, field]) => [
        name,
        { isAlways: field.seen >= objects, shape: () => promisedShape(field) },
      ]),
    ),
    isOpen: false,
    items: items && items.seen > 0 ? () => promisedShape(items) : undefined,
    words: shape.words && shape.words.size > 0 ? shape.words : undefined,
    seen: shape.seen,
  };
}
