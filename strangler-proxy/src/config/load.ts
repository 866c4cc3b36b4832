import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Document, LineCounter, parseDocument } from 'yaml';
import { ConfigError, type Problem } from '../errors.ts';
import { crossCheck } from './cross-check.ts';
import { interpolate } from './environment.ts';
import { knownKeys } from './known-keys.ts';
import { formatPlace, formatValue, lineOf, problemsOf } from './problems.ts';
import { type Config, configSchema } from './schema.ts';

export type { Config } from './schema.ts';

/** A larger file is a mistake or an attack; ten thousand routes take about half of this. */
const MAX_FILE_BYTES = 1024 * 1024;

/** A configuration that was checked whole, with the hash of the text it came from. */
export interface LoadedConfig {
  readonly config: Config;
  /** SHA-256 of the file's text, hexadecimal. */
  readonly hash: string;
}

/**
 * Reads and checks `strangler.yaml`.
 *
 * @throws ConfigError with every problem at once.
 * @example const { config } = await loadConfig('strangler.yaml');
 */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  return parseConfig(await readConfigText(path), basename(path));
}

/** @throws ConfigError when there is no such file. */
export async function readConfigText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const because = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new ConfigError(path, [
      {
        place: '',
        value: `can't be read (${because})`,
        cure: 'Give its place with --config, or make one with banyan init.',
      },
    ]);
  }
}

/**
 * Checks the text of a configuration; `file` is used in messages, `environment` fills `${NAME}`.
 *
 * @throws ConfigError with every problem at once.
 */
export function parseConfig(
  text: string,
  file = 'strangler.yaml',
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LoadedConfig {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
    throw new ConfigError(file, [
      { place: '', value: 'is larger than 1 MiB', cure: 'Join routes with wildcards.' },
    ]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      file,
      document.errors.map((error) => ({
        place: '',
        value: 'is not valid YAML',
        cure: `${error.message.replace(/\s+/g, ' ')}.`,
        line: lines.linePos(error.pos[0]).line,
      })),
    );
  }
  const missing = interpolate(document, environment);
  if (missing.length > 0) {
    throw new ConfigError(
      file,
      missing.map(({ path, name }) => ({
        place: formatPlace(path),
        value: `\${${name}} is not set`,
        cure: `Set the environment variable ${name}, or give a default: \${${name}:-value}.`,
        line: lineOf(document, lines, path),
      })),
    );
  }
  const parsed = configSchema.safeParse(plainValue(document, file));
  const problems: Problem[] = parsed.success
    ? crossCheck(parsed.data).map(({ path, cure, value }) => ({
        place: formatPlace(path),
        value: value ?? formatValue(document.getIn(path)),
        cure,
        line: lineOf(document, lines, path),
      }))
    : problemsOf(parsed.error, document, lines, (path) => knownKeys(configSchema, path));
  if (problems.length > 0 || !parsed.success) throw new ConfigError(file, problems);
  return { config: parsed.data, hash: createHash('sha256').update(text).digest('hex') };
}

/** `yaml` refuses alias bombs here: an alias may not multiply what stands in the file more than a hundredfold. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? undefined;
  } catch (error) {
    throw new ConfigError(file, [
      { place: '', value: String(error), cure: 'Write the value out instead of an alias.' },
    ]);
  }
}
