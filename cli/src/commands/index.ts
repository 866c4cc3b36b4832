import * as analyze from './analyze.ts';
import * as check from './check.ts';
import * as cluster from './cluster.ts';
import type { RegisterCommand } from './command.ts';
import * as compare from './compare.ts';
import * as contract from './contract.ts';
import * as demo from './demo.ts';
import * as doctor from './doctor.ts';
import * as drift from './drift.ts';
import * as erase from './erase.ts';
import * as flip from './flip.ts';
import * as history from './history.ts';
import * as init from './init.ts';
import * as override from './override.ts';
import * as proxy from './proxy.ts';
import * as record from './record.ts';
import * as replay from './replay.ts';
import * as simulate from './simulate.ts';
import * as status from './status.ts';
import * as undo from './undo.ts';
import * as why from './why.ts';

/** In the order of the help text: read, route, compare. */
export const commands: readonly RegisterCommand[] = [
  analyze.register,
  check.register,
  drift.register,
  cluster.register,
  init.register,
  proxy.register,
  flip.register,
  status.register,
  why.register,
  override.register,
  undo.register,
  history.register,
  simulate.register,
  compare.register,
  record.register,
  erase.register,
  replay.register,
  contract.register,
  doctor.register,
  demo.register,
];
