import { expect, it } from 'vitest';
import { readFacts } from '../../src/graph/index.ts';
import { tempTree } from '../temp-tree.ts';

const unresolvedOf = async (source: string) => {
  const { facts } = await readFacts(tempTree({ 'src/app.ts': source }), { useGit: false });
  return facts.unresolved.map(({ what, because }) => [what, because]);
};

it.each(['express-zod-api', 'openapi-backend', '@foal/core'])(
  'says that routes made by %s are not read',
  async (name) => {
    expect(await unresolvedOf(`import { make } from '${name}';\nmake();\n`)).toEqual([
      [`package ${name}`, `this tree uses ${name}, whose routes are not read`],
    ]);
  },
);

it('says so by the name of the package, whatever part of it is imported', async () => {
  expect(await unresolvedOf("import { api } from 'encore.dev/api';\napi();\n")).toEqual([
    ['package encore.dev', 'this tree uses encore.dev, whose routes are not read'],
  ]);
});

it('says nothing of types alone, nor of packages that are read', async () => {
  expect(
    await unresolvedOf("import type { Application } from 'egg';\nexport type App = Application;\n"),
  ).toEqual([]);
  expect(await unresolvedOf("import express from 'express';\nexpress().get('/', () => {});\n")).toEqual([]);
});
