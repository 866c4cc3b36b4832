/** Everything on: guard, 200 routes, a sticky share with signed cookie, metrics, an access log line a request, in a file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProxy } from '@banyan/strangler-proxy';

const [upstream = '', engine = 'sockets', routeCount = '200'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'banyan-bench-'));
const routes = Array.from(
  { length: Number(routeCount) - 1 },
  (_, index) => `      - { path: /api/area${index}/:id }`,
);
const yaml = `version: 1
listen: 127.0.0.1:0
admin: 127.0.0.1:0
engine: ${engine}
accessLog: access.log
monolith: { target: ${upstream} }
services:
  items: { targets: [${upstream}] }
slices:
  - name: items
    service: items
    stage: ramp
    share: 50%
    compare: { sample: 0% }
    routes:
      - { path: /items/:id }
${routes.join('\n')}
`;
writeFileSync(join(folder, 'strangler.yaml'), yaml);
const proxy = await startProxy({ configPath: join(folder, 'strangler.yaml') });
console.log(`listening ${new URL(proxy.url).port}`);
process.once('SIGTERM', () => {
  proxy.close().then(() => {
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
});
