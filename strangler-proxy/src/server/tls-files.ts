import { type Certificate, PemFiles } from '../config/pem-files.ts';
import type { Config } from '../config/schema.ts';
import { readTlsSettings, type TlsSettings } from '../config/tls-settings.ts';

/** What stands in the files that every `tls` of a configuration names. */
export interface TlsFiles {
  /** For clients; `undefined` where they speak plain HTTP. */
  readonly certificate: Certificate | undefined;
  /** For upstreams, by origin. */
  readonly upstreams: ReadonlyMap<string, TlsSettings>;
}

/** @throws ConfigError when a file can't be read, or a key is not its certificate's. */
export async function readTlsFiles(config: Config, configPath: string): Promise<TlsFiles> {
  const { tls } = config;
  return {
    certificate: tls && (await new PemFiles(configPath, 'tls').certificate(tls)),
    upstreams: await readTlsSettings(config, configPath),
  };
}
