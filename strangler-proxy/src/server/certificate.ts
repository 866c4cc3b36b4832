import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Config } from '../config/schema.ts';
import { ConfigError } from '../errors.ts';
import type { Certificate } from './data-server.ts';

/**
 * Reads the files that `tls` names.
 *
 * @throws ConfigError when one can't be read, or the key is not the certificate's.
 */
export async function readCertificate({ tls }: Config, configPath: string): Promise<Certificate | undefined> {
  if (!tls) return undefined;
  const fail = (place: string, value: string, cure: string) =>
    new ConfigError(basename(configPath), [{ place, value, cure }]);
  const read = (key: 'cert' | 'key') =>
    readFile(resolve(dirname(configPath), tls[key])).catch((error: NodeJS.ErrnoException) => {
      throw fail(
        `tls.${key}`,
        `${tls[key]} can't be read (${error.code})`,
        'Name a PEM file, relative to this one.',
      );
    });
  const certificate = { cert: await read('cert'), key: await read('key') };
  let isPair: boolean;
  try {
    isPair = new X509Certificate(certificate.cert).checkPrivateKey(createPrivateKey(certificate.key));
  } catch (error) {
    throw fail(
      'tls',
      error instanceof Error ? error.message : String(error),
      'Both files must be PEM, the key without a pass phrase.',
    );
  }
  if (!isPair)
    throw fail('tls', 'the key is not the certificate’s', 'Name the key that the certificate was made for.');
  return certificate;
}
