/** What the roles mean for services. Runs in the browser too (the report's page): no imports but types. */
import type { ModuleRole } from './facts.ts';

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
