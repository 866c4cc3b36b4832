import { afterEach, describe, expect, it } from 'vitest';
import { nowIso, SEED_EPOCH, setClock } from '../src/lib/clock.ts';
import { ShopError } from '../src/lib/errors.ts';
import { bus } from '../src/lib/event-bus.ts';
import { html, raw } from '../src/lib/html.ts';
import { LoginThrottle } from '../src/lib/throttle.ts';
import { Checker } from '../src/lib/validate.ts';

afterEach(() => setClock());

describe('the clock', () => {
  it('stands still when frozen, at the seed epoch unless told otherwise', () => {
    setClock({ frozen: true });
    expect(nowIso()).toBe(SEED_EPOCH);
    setClock({ frozen: true, now: '2025-04-01T12:00:00.000Z' });
    expect(nowIso()).toBe('2025-04-01T12:00:00.000Z');
  });

  it('starts at the seed epoch and goes on from there', () => {
    setClock();
    const started = Date.parse(nowIso());
    expect(started - Date.parse(SEED_EPOCH)).toBeGreaterThanOrEqual(0);
    expect(started - Date.parse(SEED_EPOCH)).toBeLessThan(60_000);
  });

  it.each([{ now: 'soon' }, { offsetMs: Number.NaN }])('refuses %j', (settings) => {
    expect(() => setClock(settings)).toThrow(/CLOCK_/);
  });
});

describe('the event bus', () => {
  it('waits for every listener in turn, and a listener that fails harms no other', async () => {
    const heard: string[] = [];
    const slow = async () => {
      await Promise.resolve();
      heard.push('slow');
    };
    const failing = () => {
      throw new Error('out of paper');
    };
    const last = () => {
      heard.push('last');
    };
    for (const listener of [slow, failing, last]) bus.on('stock.changed', listener);
    await bus.emit('stock.changed', { variantIds: [1] });
    for (const listener of [slow, failing, last]) bus.off('stock.changed', listener);
    await bus.emit('stock.changed', { variantIds: [2] });
    expect(heard).toEqual(['slow', 'last']);
  });
});

describe('html', () => {
  it('escapes what it is given, but not its own work', () => {
    const name = `<img src=x onerror="alert('1')"> & co`;
    expect(String(html`<p title="${name}">${[html`<b>${name}</b>`, raw('<hr>')]}${null}${false}</p>`)).toBe(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co">' +
        '<b>&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co</b><hr></p>',
    );
  });
});

describe('the login throttle', () => {
  it('closes after the limit, says for how long, and opens again in time', () => {
    setClock({ frozen: true });
    const throttle = new LoginThrottle(2, 60_000);
    throttle.failed('Ada@example.test');
    throttle.check('ada@example.test');
    throttle.failed('ada@example.test');
    expect(() => throttle.check('ada@example.test')).toThrow(ShopError);
    throttle.check('ben@example.test');
    setClock({ frozen: true, now: '2025-03-20T09:01:00.000Z' });
    throttle.check('ada@example.test');
  });
});

describe('the checker', () => {
  it('names every wrong field at once', () => {
    const check = new Checker({ name: ' x ', rating: 7, price: '1,20' });
    check.text('name', 2, 10);
    check.integer('rating', 1, 5);
    check.decimal('price');
    check.flag('isDefault', true);
    try {
      check.done();
      expect.unreachable();
    } catch (error) {
      expect((error as ShopError).extra.fields).toEqual({
        name: 'must be a text of 2 to 10 characters',
        rating: 'must be a whole number from 1 to 5',
        price: 'must be an amount such as "24.90"',
      });
    }
  });

  it.each([null, [], 'text', 3])('takes the body %j for an empty one', (body) => {
    expect(new Checker(body).has('name')).toBe(false);
  });
});
