import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { OperatorError } from '../errors.ts';
import { type ProxyPlace, streamFromProxy } from './admin-client.ts';

export interface RecordFromProxyOptions extends ProxyPlace {
  /** Lines are added to it; made with mode 0600. */
  readonly out: string;
  /** `keep`: cookies, tokens and passwords as they are, which replaying logins needs. */
  readonly secrets?: 'pseudonyms' | 'keep';
  /** Ends the recording. */
  readonly signal: AbortSignal;
  readonly onRecorded?: () => void;
}

/**
 * Writes down what callers of the running proxy ask and get, until the signal.
 *
 * @throws OperatorError when no proxy runs, somebody records already, or the file can't be written.
 */
export async function recordFromProxy(options: RecordFromProxyOptions): Promise<void> {
  const { out, secrets = 'pseudonyms', signal, onRecorded = () => undefined } = options;
  try {
    const lines = await streamFromProxy(options, `/api/recording?secrets=${secrets}`, signal);
    if (!lines)
      throw new OperatorError(`no proxy of ${options.configPath} runs. Start it with "banyan proxy".`);
    await pipeline(
      lines,
      async function* count(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          for (const byte of chunk) if (byte === LINE_END) onRecorded();
          yield chunk;
        }
      },
      createWriteStream(out, { flags: 'a', mode: 0o600 }),
    );
    if (!signal.aborted)
      throw new OperatorError(
        `The proxy ended the recording, because it stopped or another one followed it. What came until then is in ${out}; run the command again to add more.`,
      );
  } catch (error) {
    if (signal.aborted) return;
    throw error instanceof OperatorError
      ? error
      : new OperatorError(`--out ${out}: ${String(error)}`, { cause: error });
  }
}

const LINE_END = 10;
