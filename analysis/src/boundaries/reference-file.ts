/** The files that a reference split can stand in: what people have at hand already. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { AnalysisError } from '../errors.ts';
import { parseBoundariesFile } from './config.ts';
import { resolveConstraints } from './constraints.ts';
import type { ReferenceSplit } from './reference.ts';

/** `report.json` of this or another state of the code. */
const reportForm = z.object({
  services: z.array(z.object({ name: z.string(), modules: z.array(z.string()) })).min(1),
});
const mapForm = z.record(z.string(), z.string());
/** Where a map of modules stands that is not the whole file; `clusters` is what `banyan cluster` writes. */
const MAP_KEYS = ['clusters', 'files', 'labels'] as const;

/** What a map calls modules that belong to no service; they are not compared. */
const OUTSIDE = 'shared';

const FORMS =
  'Give a boundaries.yaml, a report.json, or JSON of module → service, as in {"src/cart.ts": "carts"}.';

/**
 * @param modules that are compared; a boundaries.yaml is applied to them.
 * @throws AnalysisError INPUT_INVALID when the file cannot be read, has another form or names none of the modules;
 *   BOUNDARIES_INVALID when it is a boundaries.yaml with mistakes.
 * @example const reference = await readReference('boundaries.yaml', ['src/cart.ts']);
 */
export async function readReference(path: string, modules: readonly string[]): Promise<ReferenceSplit> {
  const text = await readFile(path, 'utf8').catch((cause: Error) => {
    throw new AnalysisError('INPUT_INVALID', `${path} cannot be read: ${cause.message}. ${FORMS}`, { cause });
  });
  const split = /\.ya?ml$/i.test(path) ? splitOfYaml(text, path, modules) : splitOfJson(text, path, modules);
  if (split.serviceOf.size === 0)
    throw new AnalysisError(
      'INPUT_INVALID',
      `${path} names none of the ${modules.length.toLocaleString('en')} modules that were read, such as ${modules[0] ?? 'any'}. Write paths as they are from the folder that is analysed.`,
    );
  return { name: basename(path), ...split };
}

type Split = Pick<ReferenceSplit, 'serviceOf' | 'gone'>;

function splitOfYaml(text: string, path: string, modules: readonly string[]): Split {
  const { pinned, previous, gone } = resolveConstraints(parseBoundariesFile(text, path), path, modules, []);
  return { serviceOf: new Map([...pinned, ...previous]), gone: gone.map(({ value }) => value) };
}

function splitOfJson(text: string, path: string, modules: readonly string[]): Split {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new AnalysisError('INPUT_INVALID', `${path} is no JSON (${(cause as Error).message}). ${FORMS}`, {
      cause,
    });
  }
  const entries = entriesOf(value);
  if (entries === null)
    throw new AnalysisError('INPUT_INVALID', `${path} has no split in it that can be read. ${FORMS}`);
  const known = new Set(modules);
  return {
    serviceOf: new Map(entries.filter(([module]) => known.has(module))),
    gone: entries.flatMap(([module]) => (known.has(module) ? [] : [module])),
  };
}

function entriesOf(value: unknown): readonly (readonly [module: string, service: string])[] | null {
  const report = reportForm.safeParse(value);
  if (report.success)
    return report.data.services.flatMap(({ name, modules }) =>
      modules.map((module) => [module, name] as const),
    );
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const inner = MAP_KEYS.map((key) => Object.getOwnPropertyDescriptor(value, key)?.value).find(
    (candidate) => typeof candidate === 'object' && candidate !== null,
  );
  const map = mapForm.safeParse(inner ?? value);
  return map.success ? Object.entries(map.data).filter(([, service]) => service !== OUTSIDE) : null;
}
