/** Entity classes and their repositories: TypeORM and MikroORM. */
import type { Program } from '../../program.ts';
import { type ModelLibrary, modelReader } from '../data-reader.ts';
import { ModelRegistry } from '../model-registry.ts';
import type { SchemaTables } from '../schema-tables.ts';
import { readEntityCall } from './calls.ts';
import { defineEntities } from './definitions.ts';

export const createEntityReader = modelReader((program: Program, schema: SchemaTables): ModelLibrary => {
  const registry = new ModelRegistry();
  return {
    registry,
    define: () => defineEntities({ program, schema, registry }),
    read: (site) => readEntityCall(program, registry, site),
  };
});
