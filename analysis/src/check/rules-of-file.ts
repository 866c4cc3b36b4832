import { parseBoundariesFile } from '../boundaries/config.ts';
import { compilePattern } from '../boundaries/path-pattern.ts';
import { AnalysisError } from '../errors.ts';
import type { CheckRules, Named, PlacedPattern } from './rules.ts';

/**
 * The rules in the text of a `boundaries.yaml`.
 *
 * @param name of the file, as findings show it.
 * @throws AnalysisError BOUNDARIES_INVALID with every mistake; also when it names no service, as such a gate would hold nothing.
 * @example rulesOf(await readFile('boundaries.yaml', 'utf8'), 'boundaries.yaml')
 */
export function rulesOf(text: string, name: string): CheckRules {
  const { file, lineOf } = parseBoundariesFile(text, name);
  const services = Object.entries(file.services);
  if (services.length === 0) {
    throw new AnalysisError(
      'BOUNDARIES_INVALID',
      `${name} names no service, so there is nothing to hold. Write it with \`banyan analyze --write\`, or add services.`,
    );
  }
  const at = (...path: readonly (string | number)[]) => ({ path: name, line: lineOf(...path) });
  const patterns = (texts: readonly string[], ...path: readonly (string | number)[]) =>
    texts.map((text, index): PlacedPattern => ({ ...compilePattern(text), at: at(...path, index) }));
  const names = (texts: readonly string[], ...path: readonly string[]) =>
    texts.map((text, index): Named => ({ text, at: at(...path, index) }));
  const arrows = (kind: 'allowed' | 'forbidden') =>
    file.arrows[kind].map(({ from, to, because }, index) => ({
      from: compilePattern(from),
      to: compilePattern(to),
      because,
      at: at('arrows', kind, index),
    }));
  return {
    file: name,
    services: services.map(([service, { modules, functions, tables }]) => ({
      name: service,
      modules: patterns(modules, 'services', service, 'modules'),
      tables: names(tables, 'services', service, 'tables'),
      functions: names(functions, 'services', service, 'functions'),
      at: at('services', service),
    })),
    shared: patterns(file.shared, 'shared'),
    groups: (['together', 'apart'] as const).flatMap((kind) =>
      file[kind].flatMap((group, index) => patterns(group.modules, kind, index, 'modules')),
    ),
    allowed: arrows('allowed'),
    forbidden: arrows('forbidden'),
  };
}
