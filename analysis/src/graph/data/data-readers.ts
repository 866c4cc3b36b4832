import { createBuilderReader } from './builders.ts';
import type { CreateDataReader } from './data-reader.ts';
import { createDrizzleReader } from './drizzle.ts';
import { createEntityReader } from './entities.ts';
import { createModelReader } from './models.ts';
import { createPrismaReader } from './prisma.ts';

/** All of them are asked about each call. */
export const dataReaders: readonly CreateDataReader[] = [
  createPrismaReader,
  createEntityReader,
  createModelReader,
  createDrizzleReader,
  createBuilderReader,
];
