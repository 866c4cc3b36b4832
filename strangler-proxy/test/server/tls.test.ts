import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startProxy } from '../../src/index.ts';
import { hasOpenssl, makeCertificate } from '../kit/certificates.ts';
import { reviewsConfig, writeConfig } from '../kit/proxy.ts';
import { httpUpstream } from '../kit/upstream.ts';

function get(url: string): Promise<{ status: number | undefined; cookies: string[] | undefined }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { rejectUnauthorized: false, agent: false }, (response) => {
      response.resume();
      response.on('end', () =>
        resolve({ status: response.statusCode, cookies: response.headers['set-cookie'] }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe.skipIf(!hasOpenssl)('TLS for clients', () => {
  it('is spoken with the certificate of the file, upstreams hear of it, and our cookie is Secure', async () => {
    const monolith = await httpUpstream('monolith');
    const tls = 'tls: { cert: cert.pem, key: key.pem }';
    const { configPath, end } = await writeConfig(
      reviewsConfig({ monolith: monolith.origin, stage: 'ramp', share: '50%', more: tls }),
    );
    makeCertificate(dirname(configPath));
    const proxy = await startProxy({ configPath });
    const answer = await get(`${proxy.url}/api/reviews`);
    expect(proxy.url).toMatch(/^https:/);
    expect(answer).toMatchObject({ status: 200, cookies: [expect.stringMatching(/; Secure$/)] });
    expect(monolith.seen[0]?.headers['x-forwarded-proto']).toBe('https');
    await proxy.close();
    await end();
    await monolith.close();
  });

  it('with a missing file or a key of another certificate says so', async () => {
    const { configPath, end } = await writeConfig(
      reviewsConfig({ monolith: 'http://127.0.0.1:9', more: 'tls: { cert: cert.pem, key: key.pem }' }),
    );
    await expect(startProxy({ configPath })).rejects.toThrow(/tls\.cert: cert\.pem can't be read \(ENOENT\)/);
    const folder = dirname(configPath);
    makeCertificate(folder);
    const first = await readFile(join(folder, 'cert.pem'));
    makeCertificate(folder);
    await writeFile(join(folder, 'cert.pem'), first);
    await expect(startProxy({ configPath })).rejects.toThrow(/the key is not the certificate/);
    await end();
  });
});
