import * as analyze from './analyze.ts';
import * as check from './check.ts';
import * as cluster from './cluster.ts';
import type { RegisterCommand } from './command.ts';
import * as compare from './compare.ts';
import * as demo from './demo.ts';
import * as drift from './drift.ts';
import * as flip from './flip.ts';
import * as proxy from './proxy.ts';
import * as status from './status.ts';

/** In the order of the help text: read, route, compare. */
export const commands: readonly RegisterCommand[] = [
  analyze.register,
  check.register,
  drift.register,
  cluster.register,
  proxy.register,
  flip.register,
  status.register,
  compare.register,
  demo.register,
];
