export interface Config {
  readonly host: string;
  readonly port: number;
  /** `monolith`: on the shop's own database file. `own`: on a file of ours that `fill.ts` made; reads only. */
  readonly data: 'monolith' | 'own';
  readonly databaseFile: string;
  /** The key with which the monolith signs its session cookie. */
  readonly sessionSecret: string;
  /** Added to the machine's time; the monolith and its services share one time. */
  readonly clockOffsetMs: number;
  readonly fault: Fault | null;
}

/** When the shop's data ends and, unless told otherwise, its clock starts: the monolith's own default. */
const shopMorning = '2025-03-20T09:00:00.000Z';

/** Wrong answers on purpose, to show that a comparison finds them. */
export const faults = ['rating-off-by-one', 'author-dropped', 'total-as-text'] as const;
export type Fault = (typeof faults)[number];

/** Reads the settings; throws one Error that names every wrong one with its cure. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const wholeNumber = (name: string, fallback: number, isFine: (value: number) => boolean) => {
    const text = env[name] ?? String(fallback);
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || !isFine(value)) {
      problems.push(`${name}="${text}": write a whole number such as ${fallback}.`);
    }
    return value;
  };
  const oneOf = <Choice extends string>(
    name: string,
    choices: readonly Choice[],
    fallback: Choice,
  ): Choice => {
    const found = choices.find((choice) => choice === (env[name] ?? fallback));
    if (found === undefined) problems.push(`${name}="${env[name]}": write one of ${choices.join(', ')}.`);
    return found ?? fallback;
  };

  const databaseFile = env['DB_FILE'] ?? '';
  if (databaseFile === '') problems.push('DB_FILE is not set: name the database file.');
  const fault = env['REVIEWS_FAULT'] ? oneOf('REVIEWS_FAULT', faults, faults[0]) : null;
  const config: Config = {
    host: env['HOST'] ?? '127.0.0.1',
    port: wholeNumber('PORT', 4001, (port) => port >= 0 && port <= 65_535),
    data: oneOf('DATA', ['monolith', 'own'], 'monolith'),
    databaseFile,
    sessionSecret: env['SESSION_SECRET'] ?? 'fig-and-fern-keyboard-cat',
    clockOffsetMs: wholeNumber('CLOCK_OFFSET_MS', Date.parse(shopMorning) - Date.now(), Number.isSafeInteger),
    fault,
  };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return config;
}
