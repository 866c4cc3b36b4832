/** Certificates of an authority of our own, made by openssl in a test's folder. */
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
if (!hasOpenssl) console.warn('skipped: TLS tests, because openssl is not installed');

function openssl(folder: string, args: string): void {
  const { status, stderr } = spawnSync('openssl', args.split(' '), { cwd: folder });
  if (status !== 0) throw new Error(`openssl ${args}: ${stderr}`);
}

/** Writes `cert.pem` and `key.pem`, which sign themselves. */
export function makeCertificate(folder: string): void {
  openssl(folder, `req -x509 ${KEY} -days 2 -subj /CN=localhost -keyout key.pem -out cert.pem`);
}

const KEY = '-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes';

/** Writes `<name>.pem` and `<name>.key`: an authority, or without one a certificate that signs itself. */
export function makeAuthority(folder: string, name = 'ca'): void {
  openssl(
    folder,
    `req -x509 ${KEY} -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.pem -addext basicConstraints=critical,CA:TRUE`,
  );
}

/**
 * Writes `<file>.pem` and `<file>.key`, signed by the authority `ca` of the same folder.
 *
 * @param subject the common name.
 * @param altNames such as `DNS:reviews.internal` or `IP:127.0.0.1`.
 */
export async function issueCertificate(
  folder: string,
  file: string,
  subject: string,
  altNames = `DNS:${subject}`,
): Promise<void> {
  await writeFile(join(folder, `${file}.ext`), `subjectAltName=${altNames}\n`);
  openssl(folder, `req -new ${KEY} -subj /CN=${subject} -keyout ${file}.key -out ${file}.csr`);
  openssl(
    folder,
    `x509 -req -in ${file}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile ${file}.ext -out ${file}.pem`,
  );
}
