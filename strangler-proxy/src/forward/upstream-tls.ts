import { isIP } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import type { TlsSettings } from '../config/tls-settings.ts';

/** How TLS to an origin is spoken, as `tls.connect` takes it. */
export interface SecureOptions {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** Empty for an address: TLS sends names only, and the certificate is checked against the address then. */
  readonly servername: string;
  readonly minVersion: SecureVersion;
}

/**
 * How TLS is spoken to each origin. An upstream is always verified, and against a name of the configuration: left to
 * themselves Node and undici take the name from the client's Host field.
 */
export class UpstreamTls {
  #settings: ReadonlyMap<string, TlsSettings> = new Map();
  #options = new Map<string, SecureOptions>();

  /** Takes over the settings of another configuration, by origin. */
  follow(settings: ReadonlyMap<string, TlsSettings>): void {
    this.#settings = settings;
    const before = this.#options;
    this.#options = new Map();
    for (const [origin, options] of before) {
      const next = this.#make(origin);
      this.#options.set(origin, isDeepStrictEqual(next, options) ? options : next);
    }
  }

  /** The same object for as long as nothing changes for the origin; another one asks for new connections. */
  of(origin: string): SecureOptions {
    const known = this.#options.get(origin);
    if (known) return known;
    const options = this.#make(origin);
    this.#options.set(origin, options);
    return options;
  }

  #make(origin: string): SecureOptions {
    const { serverName, minVersion = 'TLSv1.2', ...files } = this.#settings.get(origin) ?? {};
    const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
    return { ...files, servername: serverName ?? (isIP(host) === 0 ? host : ''), minVersion };
  }
}
