import * as analyze from './analyze.ts';
import type { RegisterCommand } from './command.ts';

/** In the order of the help text: read, cut, route, compare. */
export const commands: readonly RegisterCommand[] = [analyze.register];
