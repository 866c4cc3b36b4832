import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { type Caller, findCaller, requireCustomer, requireStaff } from './caller.ts';
import type { Config } from './config.ts';
import type { Database } from './database.ts';
import { invalid, notFound, ReviewsError } from './errors.ts';
import { withFault } from './fault.ts';
import { Input } from './input.ts';
import { idOf, type Paging, paging, queryNumber, queryText } from './query.ts';
import { Reviews } from './reviews.ts';

const bodyLimit = '100kb';
const mostSummaries = 50;

/** The routes of the slice, answered as the monolith answers them. */
export function createApp(config: Config, database: Database): Express {
  const nowIso = () => new Date(Date.now() + config.clockOffsetMs).toISOString();
  const reviews = new Reviews(database, nowIso);
  const callerOf = (request: Request) =>
    findCaller(request.headers.cookie, { database: database.reader, secret: config.sessionSecret, nowIso });
  const customerOf = async (request: Request): Promise<Caller> => requireCustomer(await callerOf(request));
  const staffOf = async (request: Request): Promise<Caller> => requireStaff(await callerOf(request));

  const app = express();
  app.disable('x-powered-by');
  app.get('/health', (_request, response) => {
    response.json({ status: 'up' });
  });
  app.get('/ready', async (_request, response) => {
    await database.reader.get('SELECT 1 FROM reviews LIMIT 1');
    response.json({ status: 'ready', data: config.data });
  });
  if (config.fault !== null) app.use(withFault(config.fault));
  if (config.data === 'own') app.use(refuseWrites);
  app.use(express.json({ limit: bodyLimit }));
  app.use(express.urlencoded({ extended: false, limit: bodyLimit }));

  // A router of its own answers OPTIONS at its end; directly on `app` the 404 below would be faster.
  const routes = express.Router();
  routes
    .route('/api/products/:id/reviews')
    .get(async (request, response) => {
      const caller = await callerOf(request);
      const where = paging(request, 10);
      const wanted = { ...where, rating: starsOf(request), sort: queryText(request, 'sort') ?? 'new' };
      const { summary, items, total } = await reviews.page(idOf(request, 'Product'), wanted, caller);
      response.set('Cache-Control', 'no-cache');
      sendPage(response, items, total, where, { summary });
    })
    .post(async (request, response) => {
      const caller = await customerOf(request);
      const productId = idOf(request, 'Product');
      const input = new Input(request.body);
      const text = { rating: ratingIn(input), title: titleIn(input), body: bodyIn(input) };
      input.check();
      const review = await reviews.write(productId, text, caller);
      response.status(201).location(`/api/reviews/${review.id}`).json(review);
    });

  routes.get('/api/reviews/latest', async (request, response) => {
    response.json({ items: await reviews.latest(limitOf(request)) });
  });
  routes.get('/api/reviews/top-rated', async (request, response) => {
    response.json({ items: await reviews.topRated(limitOf(request)) });
  });
  routes.get('/api/reviews/mine', async (request, response) => {
    const caller = await customerOf(request);
    const where = paging(request);
    const { items, total } = await reviews.byCustomer(caller.id, where);
    sendPage(response, items, total, where);
  });
  routes.get('/api/reviews/eligible', async (request, response) => {
    response.json({ items: await reviews.eligible((await customerOf(request)).id) });
  });
  routes.get('/api/reviews/pending', async (request, response) => {
    await staffOf(request);
    const where = paging(request);
    const { items, total } = await reviews.pending(where);
    sendPage(response, items, total, where);
  });
  routes.get('/api/reviews/summary', async (request, response) => {
    response.json({ items: await reviews.summaries(productIdsOf(request)) });
  });

  routes
    .route('/api/reviews/:id')
    .get(async (request, response) => {
      response.json(await reviews.one(idOf(request, 'Review'), await callerOf(request)));
    })
    .patch(async (request, response) => {
      const caller = await customerOf(request);
      const id = idOf(request, 'Review');
      const input = new Input(request.body);
      const change = {
        ...(input.has('rating') && { rating: ratingIn(input) }),
        ...(input.has('title') && { title: titleIn(input) }),
        ...(input.has('body') && { body: bodyIn(input) }),
      };
      input.check();
      response.json(await reviews.edit(id, change, caller));
    })
    .delete(async (request, response) => {
      const caller = await customerOf(request);
      await reviews.remove(idOf(request, 'Review'), caller);
      response.status(204).end();
    });

  routes
    .route('/api/reviews/:id/helpful')
    .post(async (request, response) => {
      const caller = await customerOf(request);
      response.json(await reviews.vote(idOf(request, 'Review'), caller));
    })
    .delete(async (request, response) => {
      const caller = await customerOf(request);
      response.json(await reviews.takeVoteBack(idOf(request, 'Review'), caller));
    });

  routes.post('/api/reviews/:id/report', async (request, response) => {
    const caller = await customerOf(request);
    const id = idOf(request, 'Review');
    const input = new Input(request.body);
    const reason = input.text('reason', 3, 300);
    input.check();
    await reviews.report(id, reason, caller);
    response.status(202).json({ status: 'reported' });
  });

  routes.post('/api/reviews/:id/moderation', async (request, response) => {
    const staff = await staffOf(request);
    const id = idOf(request, 'Review');
    const input = new Input(request.body);
    const decision = input.oneOf('decision', ['publish', 'reject']);
    const reply = input.optionalText('reply', 1000);
    input.check();
    response.json(await reviews.decide(id, decision, reply, staff));
  });

  app.use(routes);
  app.use((request) => {
    throw notFound(`${request.method} ${request.path}`);
  });
  app.use(answerError);
  return app;
}

const ratingIn = (input: Input) => input.wholeNumber('rating', 1, 5);
const titleIn = (input: Input) => input.text('title', 3, 120);
const bodyIn = (input: Input) => input.text('body', 10, 4000);
/** One to five stars; anything else is no filter. */
function starsOf(request: Request): number | null {
  const rating = queryText(request, 'rating') ?? '';
  return /^[1-5]$/.test(rating) ? Number(rating) : null;
}

const limitOf = (request: Request) => queryNumber(request, 'limit', 10, 1, 50);

function productIdsOf(request: Request): number[] {
  const parts = (queryText(request, 'products') ?? '').split(',');
  const isList = parts.length <= mostSummaries && parts.every((part) => /^[1-9]\d{0,14}$/.test(part));
  if (!isList) throw invalid({ products: `must be 1 to ${mostSummaries} ids, such as 1,2,3` });
  return parts.map(Number);
}

function sendPage(
  response: Response,
  items: readonly unknown[],
  total: number,
  where: Paging,
  before: object = {},
): void {
  response.set('X-Total-Count', String(total));
  response.json({ ...before, items, page: where.page, pageSize: where.pageSize, total });
}

/** On a copy of the data a write would be lost at the next fill. */
const refuseWrites: RequestHandler = (request, _response, next) => {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method)) return next();
  throw new ReviewsError(503, 'READ_ONLY', 'This service runs on a copy of the data and answers reads only.');
};

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const { status, code, message, fields } = asReviewsError(error);
  if (code === 'INTERNAL') console.error(error);
  response.status(status).json({ error: { code, message, ...(fields && { fields }) } });
};

/** What the body parsers throw carries type and status; anything unknown is our fault and says nothing of its inside. */
function asReviewsError(error: unknown): ReviewsError {
  if (error instanceof ReviewsError) return error;
  const { type, status } = thrownByParser(error);
  if (type === 'entity.too.large') return new ReviewsError(413, 'TOO_LARGE', 'The body is too large.');
  if (status >= 400 && status < 500) return new ReviewsError(400, 'BAD_JSON', 'The request can not be read.');
  return new ReviewsError(500, 'INTERNAL', 'Something went wrong on our side.');
}

function thrownByParser(error: unknown): { readonly type: unknown; readonly status: number } {
  if (typeof error !== 'object' || error === null) return { type: undefined, status: 0 };
  const status = 'status' in error && typeof error.status === 'number' ? error.status : 0;
  return { type: 'type' in error ? error.type : undefined, status };
}
