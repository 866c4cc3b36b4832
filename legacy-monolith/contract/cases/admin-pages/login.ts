import { expectCookie, expectNoCookie, expectRedirect, expectStatus } from '../../expect/answers.ts';
import { expectPage } from '../../expect/html.ts';
import { domain } from '../../suite/case.ts';
import { as, join, seeded, sessionCookie } from '../people.ts';
import { expectForm, fill } from './look.ts';

const staffPages = [
  '/admin',
  '/admin/products',
  '/admin/products/1',
  '/admin/orders',
  '/admin/orders/1',
  '/admin/customers',
  '/admin/customers/2',
  '/admin/reviews',
  '/admin/inventory',
  '/admin/coupons',
  '/admin/mails',
  '/admin/mails/1',
];

export const adminLogin = domain('admin login', {
  'sends strangers to the login, and back afterwards': async (context) => {
    for (const path of [...staffPages, '/admin/reports']) {
      expectRedirect(await context.visitor().get(path), 302, `/admin/login?next=${encodeURIComponent(path)}`);
    }
    const visitor = context.visitor();
    const sent = await visitor.get('/admin/orders');
    const login = expectPage(await visitor.follow(sent), 200);
    expectForm(login, '/admin/login', 'email', 'password', 'next');
    const back = await fill(visitor, '/admin/login', { ...seeded.staff, next: '/admin/orders' });
    expectRedirect(back, 302, '/admin/orders');
    expectCookie(back, sessionCookie, /^figfern\.sid=/);
    expectPage(await visitor.follow(back), 200);
  },
  'sends strangers who write to the login too': async ({ visitor }) => {
    for (const path of [
      '/admin/products/1',
      '/admin/orders/6/ship',
      '/admin/reviews/3',
      '/admin/inventory',
      '/admin/coupons',
    ]) {
      expectRedirect(await fill(visitor(), path, {}), 302, /^\/admin\/login(\?next=|$)/);
    }
  },
  'leads nowhere outside the shop': async ({ visitor }) => {
    for (const next of [
      'https://evil.example/',
      '//evil.example/',
      '/\\evil.example',
      'javascript:alert(1)',
    ]) {
      expectRedirect(await fill(visitor(), '/admin/login', { ...seeded.staff, next }), 302, '/admin');
    }
  },
  'shows the form again to who is mistaken': async (context) => {
    const { email } = await join(context);
    const again = await fill(context.visitor(), '/admin/login', { email, password: 'not-the-password' });
    const found = expectPage(again, 401);
    expectForm(found, '/admin/login', 'email', 'password');
    expectNoCookie(again, sessionCookie);
  },
  'lets no customer in': async (context) => {
    expectPage(await fill(context.visitor(), '/admin/login', seeded.ada), 403);
    const ada = await as(context, 'ada');
    for (const path of [...staffPages, '/admin/reports']) expectPage(await ada.get(path), 403);
  },
  'stops guessing after five failures': async (context) => {
    const { email } = await join(context);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      expectStatus(
        await fill(context.visitor(), '/admin/login', { email, password: `guess-${attempt}` }),
        401,
      );
    }
    const stopped = await fill(context.visitor(), '/admin/login', { email, password: 'guess-6' });
    expectPage(stopped, 429);
  },
  'needs no second login': async (context) => {
    expectRedirect(await (await as(context, 'staff')).get('/admin/login'), 302, '/admin');
  },
  'logs out': async (context) => {
    const visitor = context.visitor();
    expectRedirect(await fill(visitor, '/admin/login', seeded.staff), 302, '/admin');
    expectRedirect(await fill(visitor, '/admin/logout', {}), 302, '/admin/login');
    expectRedirect(await visitor.get('/admin'), 302, '/admin/login?next=%2Fadmin');
  },
});
