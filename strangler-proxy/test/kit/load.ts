import { Agent, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';

export interface LoadAnswer {
  readonly status: number;
  readonly side: string | undefined;
  readonly body: string;
}

/** Callers that keep their connections and ask one thing after another until they are stopped; also over TLS, unverified. */
export function startLoad(
  url: string,
  callers: number,
  ask: (turn: number) => { method: string; path: string; body?: string },
) {
  const keep = { keepAlive: true, maxSockets: callers };
  const agent = url.startsWith('https:')
    ? new TlsAgent({ ...keep, rejectUnauthorized: false })
    : new Agent(keep);
  const answers: { turn: number; method: string; answer: LoadAnswer | Error }[] = [];
  let turn = 0;
  let isStopped = false;
  const loop = async () => {
    while (!isStopped) {
      const mine = turn++;
      const { method, path, body } = ask(mine);
      const answer = await send(agent, url + path, method, body).catch((error: Error) => error);
      answers.push({ turn: mine, method, answer });
    }
  };
  const loops = Promise.all(Array.from({ length: callers }, loop));
  return {
    answers,
    async stop() {
      isStopped = true;
      await loops;
      agent.destroy();
    },
  };
}

function send(agent: Agent, url: string, method: string, body: string | undefined): Promise<LoadAnswer> {
  return new Promise((resolve, reject) => {
    const sent = (agent instanceof TlsAgent ? tlsRequest : request)(
      url,
      { agent, method, headers: body === undefined ? {} : { 'content-length': Buffer.byteLength(body) } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            side: String(response.headers['x-banyan-side']),
            body: text,
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
