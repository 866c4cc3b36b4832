/** Splits in words and figures, for people and for an extraction. */
import type { Facts, FunctionFacts, TableStep } from '../../graph/facts.ts';
import type { SplitSuggestion } from '../boundaries.ts';
import type { ServiceOf } from '../migration-cost.ts';
import type { FunctionIndex } from './function-index.ts';
import type { ModuleSplit, ServicePart } from './split-modules.ts';

/** @param facts expanded: with the parts as modules. */
export function describeSplits(
  splits: readonly ModuleSplit[],
  facts: Facts,
  index: FunctionIndex,
  serviceOf: ServiceOf,
): SplitSuggestion[] {
  return splits.map(({ module, home, parts, saves }) => {
    const functions = index.byModule.get(module) ?? [];
    return {
      module,
      home,
      functions: functions.map(({ name, line, endLine, calls }) => ({
        name,
        line,
        endLine,
        service: parts.find((part) => part.functions.has(name))?.service ?? home,
        calls: calls.flatMap(([target, callee, at]): [string, number][] =>
          target === module ? [[callee, at]] : [],
        ),
      })),
      parts: parts.map((part) => describePart(part, functions, facts, index, serviceOf)),
      saves,
    };
  });
}

function describePart(
  part: ServicePart,
  functions: readonly FunctionFacts[],
  facts: Facts,
  index: FunctionIndex,
  serviceOf: ServiceOf,
): SplitSuggestion['parts'][number] {
  const own = functions.filter(({ name }) => part.functions.has(name));
  const outside = own
    .flatMap((each) => index.callersOf(each))
    .filter(({ module }) => module !== part.module)
    .map(({ module }) => module);
  const calledFrom = [...new Set(outside)].sort();
  const tables = stepsOf(facts.access.filter(({ module }) => module === part.path));
  const callers = calledFrom.filter((path) => serviceOf(path) === part.service).length;
  const reasons = [
    ...(callers > 0 ? [callerReason(callers, calledFrom.length, part.service)] : []),
    ...(tables.length > 0
      ? [`touches ${[...new Set(tables.map(([table]) => table))].slice(0, 4).join(', ')}`]
      : []),
    ...calleeReason(own, part, index, serviceOf),
  ];
  return {
    service: part.service,
    path: part.path,
    functions: own.map(({ name }) => name),
    lines: own.reduce((sum, { line, endLine }) => sum + endLine - line + 1, 0),
    tables,
    calledFrom,
    why: reasons.join('; '),
  };
}

function callerReason(callers: number, all: number, service: string): string {
  if (callers === all) return `called from ${service} only`;
  return `${callers} of the ${all} files that call it are in ${service}`;
}

function calleeReason(
  own: readonly FunctionFacts[],
  part: ServicePart,
  index: FunctionIndex,
  serviceOf: ServiceOf,
): string[] {
  const callees = new Set(own.flatMap((each) => index.calleesOf(each)));
  const inService = [...callees].filter(
    ({ module }) => module !== part.module && serviceOf(module) === part.service,
  ).length;
  return inService > 0 ? [`calls ${inService} function${inService === 1 ? '' : 's'} there`] : [];
}

function stepsOf(access: Facts['access']): TableStep[] {
  const steps = new Map(
    access.map(({ table, mode }) => [JSON.stringify([table, mode]), [table, mode] as const]),
  );
  return [...steps].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, step]) => step);
}
