/** Entity classes and their repositories: TypeORM and MikroORM. */
import type { Value } from '../../../read/value.ts';
import type { Program } from '../../program.ts';
import { type ModelLibrary, modelReader } from '../data-reader.ts';
import { hooksOfModels, hooksOfSubscribers } from '../hooks/class-hooks.ts';
import { ModelRegistry } from '../model-registry.ts';
import { RepositoryClasses } from '../repository-classes.ts';
import type { SchemaTables } from '../schema-tables.ts';
import { mayReadEntities, readEntityCall } from './calls.ts';
import { defineEntities } from './definitions.ts';
import { repositoryModel } from './repositories.ts';

export const createEntityReader = modelReader((program: Program, schema: SchemaTables): ModelLibrary => {
  const registry = new ModelRegistry();
  let repositories: RepositoryClasses | null = null;
  const modelOf = (path: string, value: Value) =>
    repositoryModel(program, registry, path, value) ??
    registry.ofEntity(program, program.evaluate(path, value));
  return {
    registry,
    define: () => defineEntities({ program, schema, registry }),
    hooks: () => [...hooksOfModels(program, registry), ...hooksOfSubscribers(program, registry)],
    mayRead: mayReadEntities,
    read(site) {
      repositories ??= new RepositoryClasses(program, modelOf);
      return readEntityCall(program, registry, repositories, site);
    },
  };
});
