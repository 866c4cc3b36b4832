import type { CreateDataReader } from './data-reader.ts';

/** All of them are asked about each call. */
export const dataReaders: readonly CreateDataReader[] = [];
