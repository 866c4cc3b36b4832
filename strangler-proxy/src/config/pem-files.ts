import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError } from '../errors.ts';

/** A certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * The files that one `tls` of a configuration names, read and checked.
 *
 * @param place the key of the configuration, such as `services.reviews.tls`.
 */
export class PemFiles {
  readonly #configPath: string;
  readonly #place: string;

  constructor(configPath: string, place: string) {
    this.#configPath = configPath;
    this.#place = place;
  }

  /** @throws ConfigError when one can't be read, or the key is not the certificate's. */
  async certificate(files: { readonly cert: string; readonly key: string }): Promise<Certificate> {
    const certificate = {
      cert: await this.#read('cert', files.cert),
      key: await this.#read('key', files.key),
    };
    const isPair = this.#parsed('Both files must be PEM, the key without a pass phrase.', () =>
      new X509Certificate(certificate.cert).checkPrivateKey(createPrivateKey(certificate.key)),
    );
    if (isPair) return certificate;
    throw this.#error(
      '',
      'the key is not the certificate’s',
      'Name the key that the certificate was made for.',
    );
  }

  /** @throws ConfigError when it can't be read, or holds no certificate. */
  async authorities(file: string): Promise<Buffer> {
    const ca = await this.#read('ca', file);
    this.#parsed('ca must be PEM certificates.', () => new X509Certificate(ca));
    return ca;
  }

  async #read(key: string, file: string): Promise<Buffer> {
    try {
      return await readFile(resolve(dirname(this.#configPath), file));
    } catch (error) {
      const because = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw this.#error(
        `.${key}`,
        `${file} can't be read (${because})`,
        'Name a PEM file, relative to this one.',
      );
    }
  }

  #parsed<T>(cure: string, parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      throw this.#error('', error instanceof Error ? error.message : String(error), cure);
    }
  }

  #error(key: string, value: string, cure: string): ConfigError {
    return new ConfigError(basename(this.#configPath), [{ place: this.#place + key, value, cure }]);
  }
}
