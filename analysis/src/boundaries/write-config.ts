/** Writes a boundaries.yaml: the suggestion as pins, with the doubts as comments, or the old file brought up to date. */
import { Document, isMap, isScalar, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import type { Boundaries, ServiceSuggestion } from './boundaries.ts';
import { escapePattern } from './path-pattern.ts';

const HEADER = [
  ' The services of this code base, as suggested by `banyan analyze --write`.',
  ' A module, function or table listed here stays where it is listed; delete a line to let Banyan place it again, move it to decide',
  ' yourself. With `hold: soft` the lists are an earlier suggestion instead, left where the code argues against it.',
  ' Further keys: granularity or count, together, apart, shared, arrows (see `banyan analyze --help`).',
].join('\n');

/** Below this, the next service is nearly as near, and a person should look. */
const DOUBTFUL_BELOW = 0.2;

/**
 * @param previous text of the file as it is now: its comments, order and other keys stay, and what it lists is not listed again.
 * @example await writeFile('boundaries.yaml', writeBoundariesFile(boundaries));
 */
export function writeBoundariesFile(boundaries: Boundaries, previous?: string): string {
  const document =
    previous === undefined ? new Document({ version: 1, services: {} }) : parseDocument(previous);
  if (previous === undefined) document.commentBefore = HEADER;
  if (!document.has('services')) document.set('services', document.createNode({}));
  const services = [...boundaries.services].sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const service of services) {
    const moved = new Set(previous === undefined ? [] : listedModules(document));
    const modules = listAt(document, ['services', service.name, 'modules']);
    for (const member of service.modules) {
      if (!moved.has(escapePattern(member.path))) modules.add(memberNode(document, member));
    }
    const functions = functionsFor(boundaries, service.name);
    const placed = new Set(listed(document, 'functions'));
    if (functions.some((name) => !placed.has(name))) {
      const list = listAt(document, ['services', service.name, 'functions']);
      for (const name of functions) if (!placed.has(name)) list.add(document.createNode(name));
    }
    const tables = listAt(document, ['services', service.name, 'tables']);
    const owned = new Set(listedTables(document));
    for (const table of service.tables) if (!owned.has(table)) tables.add(document.createNode(table));
    tables.flow = true;
    const node = document.getIn(['services', service.name], true);
    if (previous === undefined && isMap(node))
      node.commentBefore = ` extract ${ordinal(service.rank)}: ${service.why}`;
  }
  return document.toString({ lineWidth: 0 });
}

/** `file#function` of what it gets of files that stay elsewhere. */
function functionsFor(boundaries: Boundaries, service: string): string[] {
  return boundaries.splits.flatMap(({ module, parts }) =>
    parts
      .filter((part) => part.service === service)
      .flatMap(({ functions }) => functions.map((name) => `${module}#${name}`)),
  );
}

function memberNode(document: Document, member: ServiceSuggestion['modules'][number]): unknown {
  const node = document.createNode(escapePattern(member.path));
  if (member.confidence < DOUBTFUL_BELOW && member.runnerUp !== null && isScalar(node)) {
    node.comment = ` ${Math.round(member.confidence * 100)} % sure; next: ${member.runnerUp}`;
  }
  return node;
}

function listAt(document: Document, way: readonly string[]): YAMLSeq {
  const present = document.getIn(way, true);
  if (isSeq(present)) return present;
  document.setIn(way, document.createNode([]));
  return document.getIn(way, true) as YAMLSeq;
}

function listedModules(document: Document): string[] {
  return listed(document, 'modules');
}

function listedTables(document: Document): string[] {
  return listed(document, 'tables');
}

function listed(document: Document, key: 'modules' | 'functions' | 'tables'): string[] {
  const services = document.get('services', true);
  if (!isMap(services)) return [];
  return services.items.flatMap(({ value }) => {
    const list = isMap(value) ? value.get(key, true) : undefined;
    return isSeq(list) ? list.items.flatMap((item) => (isScalar(item) ? String(item.value) : [])) : [];
  });
}

function ordinal(rank: number): string {
  const teens = rank % 100 >= 11 && rank % 100 <= 13;
  const ending = teens ? 'th' : (['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th');
  return `${rank}${ending}`;
}
