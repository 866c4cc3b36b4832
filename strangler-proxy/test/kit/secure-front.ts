import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueCertificate, makeAuthority } from './certificates.ts';

/** A certificate for `localhost` in a folder of its own, and the line of a configuration that serves it. */
export async function secureFront(): Promise<{ tls: string; end: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'banyan-front-'));
  makeAuthority(folder);
  await issueCertificate(folder, 'front', 'localhost');
  return {
    tls: `tls: { cert: ${join(folder, 'front.pem')}, key: ${join(folder, 'front.key')} }`,
    end: () => rm(folder, { recursive: true, force: true }),
  };
}
