import type { Visitor } from '../client/visitor.ts';
import {
  expectCookie,
  expectEmpty,
  expectHeader,
  expectJson,
  expectNoCookie,
  expectSame,
  expectStatus,
  expectThat,
} from '../expect/answers.ts';
import { matching } from '../expect/shape.ts';
import { domain } from '../suite/case.ts';
import { addToCart, as, join, logIn, seeded, sessionCookie } from './people.ts';
import * as shapes from './shapes.ts';

const signedCookie = /^figfern\.sid=s%3A[\w-]+\.[^;]+;/;
const ada = {
  ...shapes.customer,
  id: 2,
  email: 'ada@example.test',
  name: 'Ada Lindqvist',
  phone: null,
  role: 'customer',
};

const logInWith = (visitor: Visitor, email: string, password: string) =>
  visitor.post('/api/auth/login', { json: { email, password } });

/** The token of the newest reset mail, as the shopper reads it. */
async function resetToken(visitor: Visitor): Promise<string> {
  const mails = await visitor.get('/api/account/mails');
  const { items } = expectJson<{ items: { template: string; body: string }[] }>(
    mails,
    200,
    shapes.pageOf(shapes.mail),
  );
  const mail = items.find(({ template }) => template === 'password-reset');
  const token = mail?.body.match(/[\w-]{16,}/)?.[0];
  expectThat(token !== undefined, `no token in the mail: ${mail?.body}`);
  return token;
}

export const auth = domain('auth', {
  'lets a new customer join and logs them in': async (context) => {
    const [visitor, email] = [context.visitor(), `${context.unique('joiner')}@example.test`];
    const joined = await visitor.post('/api/auth/register', {
      json: { email, password: 'long-enough-1', name: 'Jo Iner' },
    });
    const fresh = {
      ...shapes.customer,
      email,
      name: 'Jo Iner',
      phone: null,
      role: 'customer',
      tier: 'green',
      points: 0,
    };
    const { id } = expectJson<{ id: number }>(joined, 201, fresh);
    expectHeader(joined, 'location', '/api/account');
    expectCookie(joined, sessionCookie, signedCookie);
    expectJson(await visitor.get('/api/auth/me'), 200, { customer: { ...fresh, id } });
  },
  'refuses an e-mail that is taken, whatever its case': async ({ visitor }) => {
    const json = { email: 'ADA@example.test', password: 'long-enough-1', name: 'Another Ada' };
    expectJson(await visitor().post('/api/auth/register', { json }), 409, shapes.failure('EMAIL_TAKEN'));
  },
  'names every field that is wrong when joining': async ({ visitor }) => {
    const json = { email: 'nobody', password: 'short', name: '' };
    const refused = await visitor().post('/api/auth/register', { json });
    expectJson(refused, 422, shapes.invalid('email', 'password', 'name'));
    expectNoCookie(refused, sessionCookie);
  },
  'logs in with a signed, protected cookie': async ({ visitor }) => {
    const browser = visitor();
    const answer = await browser.post('/api/auth/login', { json: seeded.ada });
    expectJson(answer, 200, ada);
    expectSame({ customer: answer.json }, (await browser.get('/api/auth/me')).json, 'who logged in');
    expectCookie(answer, sessionCookie, signedCookie);
    for (const attribute of [/; Path=\/(;|$)/, /; HttpOnly(;|$)/, /; SameSite=Lax(;|$)/]) {
      expectCookie(answer, sessionCookie, attribute);
    }
  },
  'knows the e-mail in any case': async ({ visitor }) => {
    expectJson(await logInWith(visitor(), 'Ada@Example.Test', seeded.ada.password), 200, ada);
  },
  'refuses wrong passwords and unknown people alike': async (context) => {
    const { email } = await join(context);
    for (const who of [email, `${context.unique('nobody')}@example.test`]) {
      const refused = await logInWith(context.visitor(), who, 'not-the-password');
      expectJson(refused, 401, shapes.failure('BAD_CREDENTIALS'));
    }
  },
  'refuses a blocked account': async ({ visitor }) => {
    const refused = await visitor().post('/api/auth/login', { json: seeded.blocked });
    expectJson(refused, 403, shapes.failure('ACCOUNT_BLOCKED'));
  },
  'wants e-mail and password': async ({ visitor }) => {
    expectJson(
      await visitor().post('/api/auth/login', { json: {} }),
      422,
      shapes.invalid('email', 'password'),
    );
  },
  'stops guessing after five failures': async (context) => {
    const { email, password } = await join(context);
    const thief = context.visitor();
    for (let attempt = 0; attempt < 5; attempt += 1)
      expectStatus(await logInWith(thief, email, `guess-${attempt}`), 401);
    const stopped = await logInWith(thief, email, password);
    expectJson(stopped, 429, shapes.failure('TOO_MANY_ATTEMPTS'));
    expectHeader(stopped, 'retry-after', /^[1-9]\d{0,2}$/);
  },
  'gives a new session id at each login': async (context) => {
    const visitor = await logIn(context, 'ben');
    const first = visitor.cookies.get(sessionCookie);
    expectStatus(await visitor.post('/api/auth/login', { json: seeded.ben }), 200);
    expectThat(visitor.cookies.get(sessionCookie) !== first, 'the session id stayed');
    const old = context.visitor();
    old.cookies.set(sessionCookie, first ?? '');
    expectJson(await old.get('/api/auth/me'), 200, { customer: null });
  },
  'keeps what a guest put into the cart': async (context) => {
    const { email, password } = await join(context);
    const guest = context.visitor();
    await addToCart(guest, 9, 2);
    expectStatus(await logInWith(guest, email, password), 200);
    const line = { ...shapes.cartLine, variantId: 9, quantity: 2 };
    expectJson(await guest.get('/api/cart'), 200, { ...shapes.cart, items: [line], itemCount: 2 });
  },
  'logs out for good': async (context) => {
    const { visitor } = await join(context);
    const session = visitor.cookies.get(sessionCookie) ?? '';
    const left = await visitor.post('/api/auth/logout');
    expectEmpty(left, 204);
    expectCookie(left, sessionCookie, /^figfern\.sid=;.*Expires=Thu, 01 Jan 1970/i);
    visitor.cookies.set(sessionCookie, session);
    expectJson(await visitor.get('/api/auth/me'), 200, { customer: null });
    expectEmpty(await context.visitor().post('/api/auth/logout'), 204);
  },
  'tells who is logged in': async (context) => {
    expectJson(await (await as(context, 'ada')).get('/api/auth/me'), 200, { customer: ada });
    expectJson(await context.visitor().get('/api/auth/me'), 200, { customer: null });
  },
  'takes no forged session': async (context) => {
    const visitor = context.visitor();
    visitor.cookies.set(sessionCookie, 's%3Aforged.c2lnbmF0dXJl');
    expectJson(await visitor.get('/api/account'), 401, shapes.failure('UNAUTHENTICATED'));
  },
  'changes a password that is known': async (context) => {
    const { visitor, email, password } = await join(context);
    const wrong = { json: { current: 'not-the-password', next: 'a-new-password' } };
    expectJson(await visitor.post('/api/auth/password', wrong), 401, shapes.failure('BAD_CREDENTIALS'));
    const short = { json: { current: password, next: 'short' } };
    expectJson(await visitor.post('/api/auth/password', short), 422, shapes.invalid('next'));
    expectEmpty(
      await visitor.post('/api/auth/password', { json: { current: password, next: 'a-new-password' } }),
      204,
    );
    expectStatus(await logInWith(context.visitor(), email, password), 401);
    expectStatus(await logInWith(context.visitor(), email, 'a-new-password'), 200);
    expectJson(
      await context.visitor().post('/api/auth/password', wrong),
      401,
      shapes.failure('UNAUTHENTICATED'),
    );
  },
  'resets a forgotten password with the mailed token, once': async (context) => {
    const { visitor, email } = await join(context);
    expectJson(await context.visitor().post('/api/auth/forgot', { json: { email } }), 202, {
      status: 'accepted',
    });
    const token = await resetToken(visitor);
    const reset = (password: string) =>
      context.visitor().post('/api/auth/reset', { json: { token, password } });
    expectJson(await reset('short'), 422, shapes.invalid('password'));
    expectEmpty(await reset('a-reset-password'), 204);
    expectJson(await reset('another-password'), 422, shapes.failure('BAD_TOKEN'));
    expectStatus(await logInWith(context.visitor(), email, 'a-reset-password'), 200);
  },
  'does not tell whether an account exists': async (context) => {
    const json = { email: `${context.unique('nobody')}@example.test` };
    expectJson(await context.visitor().post('/api/auth/forgot', { json }), 202, { status: 'accepted' });
    const reset = await context
      .visitor()
      .post('/api/auth/reset', { json: { token: 'made-up', password: 'long-enough-1' } });
    expectJson(reset, 422, { error: { code: 'BAD_TOKEN', message: matching(/./) } });
  },
});
