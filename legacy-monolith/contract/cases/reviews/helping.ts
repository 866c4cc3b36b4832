import { expectJson } from '../../expect/answers.ts';
import { domain } from '../../suite/case.ts';
import { as } from '../people.ts';
import * as shapes from '../shapes.ts';
import { forbidden, notFound, unauthenticated, written } from './fixtures.ts';

/** What readers may say of a review. */
export const helping = domain('reviews', {
  'counts who found a review helpful, once each': async (context) => {
    const { id, url } = await written(context);
    const [ada, ben] = [await as(context, 'ada'), await as(context, 'ben')];
    expectJson(await ada.post(`${url}/helpful`), 200, { id, helpful: 1 });
    expectJson(await ada.post(`${url}/helpful`), 200, { id, helpful: 1 });
    expectJson(await ben.post(`${url}/helpful`), 200, { id, helpful: 2 });
    expectJson(await context.visitor().get(url), 200, { ...shapes.reviewWithProduct, id, helpful: 2 });
  },
  'takes a vote back': async (context) => {
    const { id, url } = await written(context);
    const ada = await as(context, 'ada');
    await ada.post(`${url}/helpful`);
    expectJson(await ada.delete(`${url}/helpful`), 200, { id, helpful: 0 });
    expectJson(await ada.delete(`${url}/helpful`), 200, { id, helpful: 0 });
  },
  'takes no vote from the author, strangers, or for what is not there': async (context) => {
    const { author, url } = await written(context);
    expectJson(await author.visitor.post(`${url}/helpful`), 403, forbidden);
    expectJson(await context.visitor().post(`${url}/helpful`), 401, unauthenticated);
    expectJson(await context.visitor().delete(`${url}/helpful`), 401, unauthenticated);
    const ada = await as(context, 'ada');
    expectJson(await ada.post('/api/reviews/999999/helpful'), 404, notFound);
    expectJson(await ada.delete('/api/reviews/999999/helpful'), 404, notFound);
  },
  'takes a report from each customer, once': async (context) => {
    const { url } = await written(context);
    const ada = await as(context, 'ada');
    const json = { reason: 'This is an advertisement.' };
    expectJson(await ada.post(`${url}/report`, { json }), 202, { status: 'reported' });
    expectJson(await ada.post(`${url}/report`, { json }), 409, shapes.failure('ALREADY_REPORTED'));
    expectJson(
      await (await as(context, 'ben')).post(`${url}/report`, { json: { reason: '' } }),
      422,
      shapes.invalid('reason'),
    );
    expectJson(await ada.post('/api/reviews/999999/report', { json }), 404, notFound);
    expectJson(await context.visitor().post(`${url}/report`, { json }), 401, unauthenticated);
  },
  'withdraws a review that three people reported': async (context) => {
    const { url, author } = await written(context);
    for (const who of ['ada', 'ben', 'cleo'] as const) {
      expectJson(await context.visitor().get(url), 200, shapes.reviewWithProduct);
      const reporter = await as(context, who);
      expectJson(await reporter.post(`${url}/report`, { json: { reason: 'Rude words.' } }), 202, {
        status: 'reported',
      });
    }
    expectJson(await context.visitor().get(url), 404, notFound);
    expectJson(await author.visitor.get(url), 200, { ...shapes.reviewWithProduct, status: 'pending' });
  },
});
