import type { RequestHandler } from 'express';
import type { Fault } from './config.ts';

/** Changes every JSON answer in the way of the fault. A test aid: the journey must find it before a caller is moved. */
export function withFault(fault: Fault): RequestHandler {
  const change = changes[fault];
  return (_request, response, next) => {
    const send = response.json.bind(response);
    response.json = (body: unknown) => send(mapObjects(body, change));
    next();
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

const changes: Readonly<Record<Fault, (object: JsonObject) => JsonObject>> = {
  'rating-off-by-one': (object) =>
    'rating' in object ? { ...object, rating: Number(object['rating']) - 1 } : object,
  'author-dropped': ({ author: _author, ...rest }) => rest,
  'total-as-text': (object) => ('total' in object ? { ...object, total: String(object['total']) } : object),
};

function mapObjects(value: unknown, change: (object: JsonObject) => JsonObject): unknown {
  if (Array.isArray(value)) return value.map((item) => mapObjects(item, change));
  if (typeof value !== 'object' || value === null) return value;
  const mapped = Object.entries(value).map(([key, item]) => [key, mapObjects(item, change)] as const);
  return change(Object.fromEntries(mapped));
}
