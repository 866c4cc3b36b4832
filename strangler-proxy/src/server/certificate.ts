import { type Certificate, PemFiles } from '../config/pem-files.ts';
import type { Config } from '../config/schema.ts';

/**
 * Reads the files that `tls` names, for clients.
 *
 * @throws ConfigError when one can't be read, or the key is not the certificate's.
 */
export async function readCertificate({ tls }: Config, configPath: string): Promise<Certificate | undefined> {
  return tls && new PemFiles(configPath, 'tls').certificate(tls);
}
