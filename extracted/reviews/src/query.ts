import type { Request } from 'express';
import { notFound } from './errors.ts';

/** A query parameter as text; of repeated ones the first. */
export function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  const first = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** No number: the fallback; out of range: the nearest bound. */
export function queryNumber(
  request: Request,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const value = queryText(request, name);
  if (value === undefined || !/^-?\d{1,9}$/.test(value)) return fallback;
  return Math.min(max, Math.max(min, Number(value)));
}

export interface Paging {
  readonly page: number;
  readonly pageSize: number;
  readonly offset: number;
}

export function paging(request: Request, defaultSize = 20): Paging {
  const page = queryNumber(request, 'page', 1, 1, 1_000_000);
  const pageSize = queryNumber(request, 'pageSize', defaultSize, 1, 100);
  return { page, pageSize, offset: (page - 1) * pageSize };
}

/** The id in the path; anything but a positive whole number names nothing. */
export function idOf(request: Request, what: string): number {
  const value = request.params['id'];
  if (typeof value !== 'string' || !/^[1-9]\d{0,14}$/.test(value)) throw notFound(`${what} ${String(value)}`);
  return Number(value);
}
