/** The roles of modules, and what they mean for services. Runs in the browser too (the report's page). */

/** As reports and graph files write them. */
export const MODULE_ROLES = [
  'endpoint',
  'domain',
  'data-access',
  'entity',
  'shared-kernel',
  'infrastructure',
  'front-end',
  'migration',
  'test',
] as const;

export type ModuleRole = (typeof MODULE_ROLES)[number];

/** No part of what is cut: neither in a service nor shared between services. */
export const APART: ReadonlySet<string> = new Set<ModuleRole>(['test', 'front-end', 'migration']);

/** Roles of modules that stay outside every service; a pin is stronger than those that are not apart. */
export const OUTSIDE: ReadonlySet<string> = new Set<ModuleRole>([
  'shared-kernel',
  'infrastructure',
  'test',
  'front-end',
  'migration',
]);
