/** Models that are classes or made by a call: Sequelize, Objection, Bookshelf, Mongoose. */
import type { Value } from '../../../read/value.ts';
import { type CallSite, calledName, callIndexOf, receiverOf } from '../../call-index.ts';
import type { Program } from '../../program.ts';
import { isTestPath } from '../../test-paths.ts';
import { type ModelLibrary, modelReader } from '../data-reader.ts';
import { bookshelfHooks } from '../hooks/bookshelf-hooks.ts';
import { hooksOfModels } from '../hooks/class-hooks.ts';
import { mongooseHooks } from '../hooks/mongoose-hooks.ts';
import { sequelizeHooks } from '../hooks/sequelize-hooks.ts';
import { type Model, ModelRegistry } from '../model-registry.ts';
import { RepositoryClasses } from '../repository-classes.ts';
import type { SchemaTables } from '../schema-tables.ts';
import { mayReadModels, readModelCall } from './calls.ts';
import { defineDecorated } from './decorated.ts';
import type { ModelContext } from './model-context.ts';
import { mongooseModel } from './mongoose.ts';
import { bookshelfModel, defineTableNamed } from './objection.ts';
import { ASSOCIATIONS, association, sequelizeDefine, sequelizeInit } from './sequelize.ts';

export const createModelReader = modelReader((program: Program, schema: SchemaTables): ModelLibrary => {
  const registry = new ModelRegistry();
  const schemas = new Map<string, Model[]>();
  let repositories: RepositoryClasses | null = null;
  const modelOf = (path: string, value: Value) => registry.ofEntity(program, program.evaluate(path, value));
  return {
    registry,
    define: () => defineModels({ program, schema, registry, schemas, later: [] }),
    hooks: () => [
      ...hooksOfModels(program, registry),
      ...sequelizeHooks(program, registry),
      ...bookshelfHooks(program, registry),
      ...mongooseHooks(program, registry, schemas),
    ],
    mayRead: mayReadModels,
    read(site) {
      repositories ??= new RepositoryClasses(program, modelOf);
      return readModelCall(program, registry, repositories, site);
    },
  };
});

const DEFINING = new Set(['model', 'define', 'init', 'extend']);

function defineModels(context: ModelContext): void {
  const { program, registry, later } = context;
  for (const path of program.paths) {
    if (isTestPath(path)) continue;
    for (const [index, fact] of program.file(path).classes.entries()) {
      const ref = { path, class: index };
      if (!defineDecorated(context, ref, fact)) defineTableNamed(context, ref, fact);
    }
  }
  const calls = callIndexOf(program);
  for (const site of calls.named(DEFINING)) defineByCall(context, site);
  for (const finish of later) finish();
  if (!registry.isEmpty) for (const site of calls.named(ASSOCIATIONS)) association(context, site);
}

function defineByCall(context: ModelContext, site: CallSite): void {
  const name = calledName(site.call);
  if (name === 'model') mongooseModel(context, site);
  if (receiverOf(site.call) === null) return;
  if (name === 'define') sequelizeDefine(context, site);
  else if (name === 'init') sequelizeInit(context, site);
  else if (name === 'extend' || name === 'model') bookshelfModel(context, site);
}
