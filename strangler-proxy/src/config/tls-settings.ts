import { PemFiles } from './pem-files.ts';
import type { Config, UpstreamTlsConfig } from './schema.ts';

/** What a `tls` of the configuration says of an upstream, with its files read. */
export interface TlsSettings {
  /** Authorities that sign the upstream's certificate, instead of the system's. PEM. */
  readonly ca?: Buffer;
  /** Our own certificate, for an upstream that asks for one, and its key. PEM. */
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** The name the certificate must have; the target's own host unless named. */
  readonly serverName?: string;
  readonly minVersion?: NonNullable<UpstreamTlsConfig['minVersion']>;
}

/**
 * Reads the files that the `tls` of monolith and services name.
 *
 * @returns the settings by origin.
 * @throws ConfigError when a file can't be read, or a key is not its certificate's.
 */
export async function readTlsSettings(
  config: Config,
  configPath: string,
): Promise<ReadonlyMap<string, TlsSettings>> {
  const settings = new Map<string, TlsSettings>();
  for (const { place, tls, origins } of securedUpstreams(config)) {
    const read = await readFiles(tls, new PemFiles(configPath, place));
    for (const origin of origins) settings.set(origin, read);
  }
  return settings;
}

/** Every upstream with a `tls` of its own, and the place of that key. */
export function securedUpstreams(
  config: Pick<Config, 'monolith' | 'services'>,
): { readonly place: string; readonly tls: UpstreamTlsConfig; readonly origins: readonly string[] }[] {
  const all = [
    { place: 'monolith.tls', tls: config.monolith.tls, origins: [config.monolith.target] },
    ...Object.entries(config.services).map(([name, { tls, targets }]) => ({
      place: `services.${name}.tls`,
      tls,
      origins: targets.map(({ origin }) => origin),
    })),
  ];
  return all.flatMap(({ place, tls, origins }) => (tls ? [{ place, tls, origins }] : []));
}

async function readFiles(tls: UpstreamTlsConfig, files: PemFiles): Promise<TlsSettings> {
  const { ca, cert, key, serverName, minVersion } = tls;
  return {
    ...(ca !== undefined && { ca: await files.authorities(ca) }),
    ...(cert !== undefined && key !== undefined && (await files.certificate({ cert, key }))),
    ...(serverName !== undefined && { serverName }),
    ...(minVersion !== undefined && { minVersion }),
  };
}
