/** Writes a boundaries.yaml: the suggestion as pins, with the doubts as comments, or the old file brought up to date. */
import { Document, YAMLMap, YAMLSeq } from 'yaml';
import { addToYaml, type Entry } from './add-to-yaml.ts';
import type { Boundaries, ServiceSuggestion } from './boundaries.ts';
import { parseBoundariesFile } from './config.ts';
import { compilePattern, escapePattern } from './path-pattern.ts';

const HEADER = [
  ' The services of this code base, as suggested by `banyan analyze --write`.',
  ' A module, function or table listed here stays where it is listed; delete a line to let Banyan place it again, move it to decide',
  ' yourself. With `hold: soft` the lists are an earlier suggestion instead, left where the code argues against it.',
  ' Further keys: granularity or count, together, apart, shared, arrows (see `banyan analyze --help`).',
].join('\n');

/** Below this, the next service is nearly as near, and a person should look. */
const DOUBTFUL_BELOW = 0.2;

/**
 * @param previous text of the file as it is now: every byte of it stays, and what it lists, by name or by pattern, is not listed again.
 * @example await writeFile('boundaries.yaml', writeBoundariesFile(boundaries));
 */
export function writeBoundariesFile(boundaries: Boundaries, previous?: string): string {
  const services = [...boundaries.services].sort((a, b) => (a.name < b.name ? -1 : 1));
  return previous === undefined
    ? newFile(boundaries, services)
    : broughtUpToDate(boundaries, services, previous);
}

function newFile(boundaries: Boundaries, services: readonly ServiceSuggestion[]): string {
  const document = new Document({ version: 1, services: {} });
  document.commentBefore = HEADER;
  for (const service of services) {
    const node = new YAMLMap<string, unknown>();
    node.commentBefore = ` extract ${ordinal(service.rank)}: ${service.why}`;
    node.set('modules', listOf(document, service.modules.map(memberEntry)));
    const functions = functionsFor(boundaries, service.name);
    if (functions.length > 0) node.set('functions', document.createNode(functions));
    node.set('tables', document.createNode(service.tables, { flow: true }));
    document.setIn(['services', service.name], node);
  }
  return document.toString({ lineWidth: 0 });
}

function broughtUpToDate(
  boundaries: Boundaries,
  services: readonly ServiceSuggestion[],
  previous: string,
): string {
  const listed = Object.values(parseBoundariesFile(previous, 'boundaries.yaml').file.services);
  const patterns = listed.flatMap(({ modules }) => modules.map(compilePattern));
  const functions = new Set(listed.flatMap((service) => service.functions));
  const tables = new Set(listed.flatMap((service) => service.tables));
  const added = services.map((service): [string, Map<string, readonly Entry[]>] => [
    service.name,
    new Map(
      [
        {
          list: 'modules',
          entries: service.modules
            .filter(({ path }) => !patterns.some((pattern) => pattern.matches(path)))
            .map(memberEntry),
        },
        {
          list: 'functions',
          entries: functionsFor(boundaries, service.name)
            .filter((name) => !functions.has(name))
            .map(entryOf),
        },
        { list: 'tables', entries: service.tables.filter((table) => !tables.has(table)).map(entryOf) },
      ]
        .filter(({ entries }) => entries.length > 0)
        .map(({ list, entries }): [string, readonly Entry[]] => [list, entries]),
    ),
  ]);
  const missing = added.filter(([, lists]) => lists.size > 0);
  return missing.length === 0 ? previous : addToYaml(previous, new Map([['services', new Map(missing)]]));
}

function entryOf(value: string): Entry {
  return { value };
}

/** `file#function` of what it gets of files that stay elsewhere. */
function functionsFor(boundaries: Boundaries, service: string): string[] {
  return boundaries.splits.flatMap(({ module, parts }) =>
    parts
      .filter((part) => part.service === service)
      .flatMap(({ functions }) => functions.map((name) => `${module}#${name}`)),
  );
}

function memberEntry({ path, confidence, runnerUp }: ServiceSuggestion['modules'][number]): Entry {
  const value = escapePattern(path);
  if (confidence >= DOUBTFUL_BELOW || runnerUp === null) return { value };
  return { value, comment: `${Math.round(confidence * 100)} % sure; next: ${runnerUp}` };
}

function listOf(document: Document, entries: readonly Entry[]): YAMLSeq {
  const list = new YAMLSeq();
  for (const { value, comment } of entries) {
    const node = document.createNode(value);
    if (comment !== undefined) node.comment = ` ${comment}`;
    list.add(node);
  }
  return list;
}

function ordinal(rank: number): string {
  const teens = rank % 100 >= 11 && rank % 100 <= 13;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${rank}${ending}`;
}
