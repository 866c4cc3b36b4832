import { createBuilderReader } from './builders.ts';
import type { CreateDataReader } from './data-reader.ts';
import { createEntityReader } from './entities.ts';
import { createPrismaReader } from './prisma.ts';

/** All of them are asked about each call. */
export const dataReaders: readonly CreateDataReader[] = [createPrismaReader, createEntityReader, createBuilderReader];
