/** Modules that stand in no service, by why. Runs in the browser too (the report's page). */
import { OUTSIDE } from '../graph/module-roles.ts';

/** What makes a module stand outside: its role, or that nothing ties it to a service. */
export type OutsideKind = 'untied' | 'shared-kernel' | 'infrastructure' | 'migration' | 'front-end' | 'test';

export interface OutsideGroup<Module> {
  readonly kind: OutsideKind;
  readonly title: string;
  /** What to make of them. */
  readonly advice: string;
  readonly modules: readonly Module[];
}

/** In the order of what a reader should look at. */
const KINDS: readonly Omit<OutsideGroup<never>, 'modules'>[] = [
  {
    kind: 'untied',
    title: 'Tied to no service',
    advice:
      'No call, table or route ties these to a service. Where one belongs to a service, list it under that service’s modules in boundaries.yaml; what nobody uses can go.',
  },
  {
    kind: 'shared-kernel',
    title: 'Shared code',
    advice: 'Most services use these: a shared package, or a copy in each service.',
  },
  {
    kind: 'infrastructure',
    title: 'Infrastructure',
    advice: 'These put the application together. Each service gets its own.',
  },
  {
    kind: 'migration',
    title: 'Migrations',
    advice: 'Each goes with the tables that it changes.',
  },
  {
    kind: 'front-end',
    title: 'In the browser',
    advice: 'Code of the browser reaches services only by their routes.',
  },
  { kind: 'test', title: 'Tests', advice: 'Tests move with what they test.' },
];

/**
 * The modules outside every service, those first that a reader should look at. Kinds without modules are left out.
 *
 * @example outsideByKind([{ path: 'a.ts', role: 'domain' }])[0].kind // 'untied'
 */
export function outsideByKind<Module extends { readonly role: string }>(
  outside: readonly Module[],
): OutsideGroup<Module>[] {
  const byKind = Map.groupBy(outside, ({ role }) => (OUTSIDE.has(role) ? role : 'untied'));
  return KINDS.flatMap((each) => {
    const modules = byKind.get(each.kind) ?? [];
    return modules.length === 0 ? [] : [{ ...each, modules }];
  });
}
