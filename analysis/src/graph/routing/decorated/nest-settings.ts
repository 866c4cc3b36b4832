/** What a Nest application says once for all its controllers: prefix, versions, prefixes by module. */
import type { Value } from '../../../read/value.ts';
import { calledName, callIndexOf, receiverOf } from '../../call-index.ts';
import type { Program } from '../../program.ts';
import { isTestPath } from '../../test-paths.ts';
import { entryOf, itemsOf, OPEN_PART, type PlacedValue, spellings, stringOf } from '../../values.ts';
import { joinPaths } from '../router-graph.ts';

export interface GlobalSettings {
  prefix: string;
  excluded: ReadonlySet<string>;
  /** `v` in `/v1`; null without versioning in the path. */
  versionPrefix: string | null;
  defaultVersions: readonly string[];
}

/** `app.setGlobalPrefix('api', { exclude })`, `app.enableVersioning({ … })`. */
export function readGlobalSettings(program: Program): GlobalSettings {
  const settings: GlobalSettings = {
    prefix: '',
    excluded: new Set(),
    versionPrefix: null,
    defaultVersions: [],
  };
  for (const { path, call } of callIndexOf(program).named(new Set(['setGlobalPrefix', 'enableVersioning']))) {
    const name = calledName(call);
    if (receiverOf(call) === null) continue;
    if (name === 'setGlobalPrefix') {
      const [first, options] = call.args;
      settings.prefix = first === undefined ? '' : (spellings(program, path, first)[0]?.text ?? OPEN_PART);
      settings.excluded = options === undefined ? new Set() : excludedPaths(program, path, options);
    }
    if (name === 'enableVersioning') Object.assign(settings, readVersioning(program, path, call.args[0]));
  }
  return settings;
}

function excludedPaths(program: Program, path: string, options: Value): ReadonlySet<string> {
  const exclude = entryOf(program, path, options, 'exclude');
  if (exclude === null) return new Set();
  const texts = itemsOf(program, exclude.path, exclude.value).map((item) => {
    const inner: PlacedValue = entryOf(program, item.path, item.value, 'path') ?? item;
    return stringOf(program, inner.path, inner.value) ?? '';
  });
  return new Set(texts.map((text) => joinPaths(text)));
}

/** Without options Nest versions by URI with prefix `v`; header and media type versions leave the path alone. */
function readVersioning(
  program: Program,
  path: string,
  options: Value | undefined,
): Pick<GlobalSettings, 'versionPrefix' | 'defaultVersions'> {
  if (options === undefined) return { versionPrefix: 'v', defaultVersions: [] };
  const type = entryOf(program, path, options, 'type')?.value;
  const isInPath = type === undefined || (type.kind === 'member' && type.name === 'URI');
  const prefix = entryOf(program, path, options, 'prefix');
  const defaults = entryOf(program, path, options, 'defaultVersion');
  const versions =
    defaults === null
      ? []
      : itemsOf(program, defaults.path, defaults.value).map(
          (item) => stringOf(program, item.path, item.value) ?? '',
        );
  const isOff = prefix?.value.kind === 'boolean' && !prefix.value.value;
  return {
    versionPrefix: isInPath
      ? prefix === null
        ? 'v'
        : isOff
          ? ''
          : (stringOf(program, prefix.path, prefix.value) ?? 'v')
      : null,
    defaultVersions: versions,
  };
}

/** `RouterModule.register([{ path: 'admin', module: AdminModule, children: [MetricsModule] }])`: prefix by controller class. */
export function readModulePrefixes(program: Program): ReadonlyMap<string, readonly string[]> {
  const prefixes = new Map<string, string[]>();
  const visit = (item: PlacedValue, outer: string): void => {
    const path = entryOf(program, item.path, item.value, 'path');
    const own =
      path === null ? outer : joinPaths(outer, stringOf(program, path.path, path.value) ?? OPEN_PART);
    const module = entryOf(program, item.path, item.value, 'module') ?? (path === null ? item : null);
    for (const controller of module === null ? [] : controllersOf(program, module)) {
      prefixes.set(controller, [...(prefixes.get(controller) ?? []), own]);
    }
    const children = entryOf(program, item.path, item.value, 'children');
    if (children !== null)
      for (const child of itemsOf(program, children.path, children.value)) visit(child, own);
  };
  for (const path of program.paths) {
    if (isTestPath(path) || !program.mentions(path, 'RouterModule')) continue;
    for (const call of program.file(path).calls) {
      const receiver = receiverOf(call);
      if (receiver?.kind !== 'name' || receiver.name !== 'RouterModule') continue;
      for (const arg of call.args) for (const item of itemsOf(program, path, arg)) visit(item, '');
    }
  }
  return prefixes;
}

function controllersOf(program: Program, module: PlacedValue): string[] {
  const entity = program.evaluate(module.path, module.value);
  if (entity.kind !== 'class') return [];
  const options = program.classOf(entity).decorators.find(({ name }) => name === 'Module')?.args[0];
  const controllers = options === undefined ? null : entryOf(program, entity.path, options, 'controllers');
  if (controllers === null) return [];
  return itemsOf(program, controllers.path, controllers.value).flatMap((item) => {
    const controller = program.evaluate(item.path, item.value);
    return controller.kind === 'class' ? [`${controller.path}#${controller.class}`] : [];
  });
}
