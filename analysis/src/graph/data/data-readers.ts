import { createBuilderReader } from './builders.ts';
import { createCollectionReader } from './collections.ts';
import type { CreateDataReader } from './data-reader.ts';
import { createDrizzleReader } from './drizzle.ts';
import { createEntityReader } from './entities/reader.ts';
import { createForeignModelReader } from './foreign-models.ts';
import { createFunctionBuilderReader } from './function-builders.ts';
import { createModelReader } from './models/reader.ts';
import { createPrismaReader } from './prisma.ts';
import { createRedbeanReader } from './redbean.ts';

/** All of them are asked about each call. */
export const dataReaders: readonly CreateDataReader[] = [
  createPrismaReader,
  createEntityReader,
  createModelReader,
  createForeignModelReader,
  createCollectionReader,
  createRedbeanReader,
  createDrizzleReader,
  createBuilderReader,
  createFunctionBuilderReader,
];
