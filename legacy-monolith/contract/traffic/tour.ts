import type { Answer } from '../client/answer.ts';
import { type Connection, type RequestOptions, Visitor } from '../client/visitor.ts';
import { readPage } from '../expect/html.ts';
import { mismatches, type Pattern } from '../expect/shape.ts';
import type { Pace } from './pace.ts';
import type { Random } from './random.ts';
import type { TallyKeeper } from './tally.ts';

/** What an answer must be: its status (one of several where people race) and, for that of the first, its body. */
export type Wanted = RequestOptions & { status?: number | readonly number[]; body?: Pattern; page?: boolean };

/** Thrown to end a session: an answer was not as promised and has been recorded, or the run is over. */
export class TourEnded extends Error {
  override readonly name = 'TourEnded';
}

export type TourMaterial = {
  connection: Connection;
  pace: Pace;
  random: Random;
  tally: TallyKeeper;
  routeOf(method: string, path: string): string;
  sinceStartMs(): number;
};

/** One visitor's way through the shop: every request waits for its turn, every answer is held against what was promised. */
export class Tour {
  readonly random: Random;
  readonly #visitor: Visitor;
  readonly #material: TourMaterial;
  #side = 'direct';

  constructor(material: TourMaterial) {
    this.#material = material;
    this.random = material.random;
    const observe: Connection['observe'] = ({ method, path, side = 'direct', tookMs }) => {
      this.#side = side;
      material.tally.answered(material.routeOf(method, path), side, tookMs);
    };
    this.#visitor = new Visitor({ ...material.connection, observe });
  }

  get<Body>(path: string, wanted: Wanted = {}): Promise<Body> {
    return this.ask<Body>('GET', path, wanted).then(({ body }) => body);
  }

  /** Asks and checks; the body is the parsed JSON, or nothing where the answer is no JSON. */
  async ask<Body>(
    method: string,
    path: string,
    wanted: Wanted = {},
  ): Promise<{ status: number; body: Body }> {
    const { pace, tally, routeOf, sinceStartMs } = this.#material;
    if (!(await pace.next())) throw new TourEnded('the run is over');
    const route = routeOf(method, path);
    let answer: Answer;
    try {
      answer = await this.#visitor.request(method, path, wanted);
    } catch (error) {
      tally.unexpected(route, 'none', causeOf(error), sinceStartMs());
      throw new TourEnded('no answer', { cause: error });
    }
    const problem = problemOf(answer, wanted);
    if (problem !== undefined) {
      tally.unexpected(route, this.#side, problem, sinceStartMs());
      throw new TourEnded(problem);
    }
    const isJson = /json/.test(answer.headers['content-type'] ?? '');
    return {
      status: answer.status,
      body: (isJson && answer.bytes.length > 0 ? answer.json : undefined) as Body,
    };
  }
}

function problemOf(answer: Answer, { status = 200, body, page = false }: Wanted): string | undefined {
  const statuses = typeof status === 'number' ? [status] : status;
  if (!statuses.includes(answer.status))
    return `status ${answer.status}, wanted ${statuses.join(' or ')}: ${answer.text.slice(0, 160)}`;
  if (page && !readPage(answer.text).title.endsWith('Fig & Fern')) return 'no page of the shop';
  if (body === undefined || answer.status !== statuses[0]) return undefined;
  try {
    return mismatches(answer.json, body)[0];
  } catch (error) {
    return causeOf(error);
  }
}

/** An error in words that are alike for alike errors, so that they can be counted. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
