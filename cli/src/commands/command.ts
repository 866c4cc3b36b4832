import type { Command } from 'commander';
import type { Terminal } from '../terminal.ts';

/** Each file in this folder adds one command: it parses, calls a package, prints. Packages load when asked for. */
export type RegisterCommand = (program: Command, terminal: Terminal) => void;
