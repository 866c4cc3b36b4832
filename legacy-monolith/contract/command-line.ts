import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Something that whoever typed the command can mend. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Wanted extends Options> = ReturnType<typeof parseArgs<{ options: Wanted }>>['values'];

/**
 * Runs a command with the options it was given; `run` answers the exit code. With `--help`, or after a UsageError (2), the usage is
 * printed instead.
 */
export async function runCommand<Wanted extends Options>(
  usage: string,
  options: Wanted,
  run: (values: Values<Wanted>) => Promise<number>,
): Promise<void> {
  try {
    if (process.argv.slice(2).includes('--help')) console.log(usage);
    else process.exitCode = await run(parse(options));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    process.exitCode = 2;
  }
}

function parse<Wanted extends Options>(options: Wanted): Values<Wanted> {
  try {
    return parseArgs<{ options: Wanted }>({ options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function urlOf(value: string | undefined): string {
  if (value !== undefined && URL.canParse(value)) return value;
  throw new UsageError(
    `--base-url: "${value ?? ''}" is no address; write one such as http://127.0.0.1:3000.`,
  );
}

export function numberAbove0(name: string, value: string): number {
  const number = Number(value);
  if (number > 0) return number;
  throw new UsageError(`--${name}: "${value}" is no number above 0.`);
}
