/** What each module is: its part, its words, what it offers. */
import type { FileFacts } from '../read/file-facts.ts';
import type { ModuleFacts } from './facts.ts';
import type { FactsDraft } from './linker.ts';
import { basename } from './paths.ts';
import type { Program } from './program.ts';
import { isDotFile, roleEvidence, roleOf, rootsOf } from './roles.ts';
import { isWithin, testFolders } from './test-folders.ts';
import { wordsOf } from './words.ts';

/** What is known of files beside their code. */
export interface FileNotes {
  /** Path to the number of people who changed it. */
  readonly authors: ReadonlyMap<string, number>;
  /** Path to why it is taken for generated. */
  readonly generated: ReadonlyMap<string, string>;
}

export function describeModules(program: Program, draft: FactsDraft, notes: FileNotes): ModuleFacts[] {
  const evidence = roleEvidence(draft, program);
  const ownNames = namesByModule(draft);
  const forTests = testFolders({
    paths: program.paths,
    edges: draft.edges,
    working: new Set([
      ...draft.routes.map(({ module }) => module),
      ...draft.access.map(({ module }) => module),
      ...evidence.entities.keys(),
    ]),
    packages: packageFolders(program),
  });
  const servesTests = (path: string) => forTests.find((folder) => isWithin(path, folder));
  const roots = rootsOf(draft, program.paths, evidence, (path) => servesTests(path) !== undefined);
  draft.entries = draft.entries.filter(
    ({ module }) => servesTests(module) === undefined && !isDotFile(module) && !evidence.frontEnd.has(module),
  );
  return program.paths.map((path) => {
    const facts = program.file(path);
    const names = [
      basename(path).replace(/\.[^.]+$/, ''),
      ...facts.classes.map((one) => one.name),
      ...(ownNames.get(path) ?? []),
    ];
    return {
      path,
      lines: facts.lines,
      ...roleOf(path, facts, evidence, {
        testFolder: servesTests(path),
        generated: notes.generated.get(path),
        leadsTo: roots.get(path),
      }),
      words: [...new Set(names.flatMap(wordsOf))].sort(),
      exports: exportedNames(facts),
      authors: notes.authors.get(path) ?? 0,
    };
  });
}

function packageFolders(program: Program): Set<string> {
  const files = [...program.documents.keys()].filter((path) => path.endsWith('/package.json'));
  return new Set(files.map((path) => path.slice(0, -'/package.json'.length)));
}

/** Tables that a module touches and routes that it answers say what it is about. */
function namesByModule(draft: FactsDraft): Map<string, Set<string>> {
  const names = new Map<string, Set<string>>();
  const add = (path: string, name: string): void => {
    const known = names.get(path);
    if (known === undefined) names.set(path, new Set([name]));
    else known.add(name);
  };
  for (const route of draft.routes) {
    for (const part of route.path.split('/')) if (!/^[:*]/.test(part)) add(route.module, part);
  }
  for (const one of draft.access) add(one.module, one.table);
  return names;
}

function exportedNames(facts: FileFacts): string[] {
  const names = facts.exports.flatMap((one) => {
    if (one.kind === 'all') return [];
    if (one.name !== 'export=' || one.kind !== 'local') return [one.name];
    return one.value.kind === 'object' ? one.value.entries.map((entry) => entry.key) : ['default'];
  });
  return [...new Set(names)].filter((name) => name !== '').sort();
}
