import { openSocket, type Socket } from '../client/socket.ts';
import { expectShape, expectThat } from '../expect/answers.ts';
import { type Context, domain } from '../suite/case.ts';
import { adjustStock, as, buy, join, newProduct } from './people.ts';

/** A socket that has been greeted. */
async function greeted({ visitor }: Context): Promise<Socket> {
  const socket = await openSocket(visitor(), '/ws/stock');
  expectShape(await socket.next(), { type: 'hello', version: 1 }, 'greeting');
  return socket;
}

export const stockSocket = domain('stock socket', {
  'greets, and answers a ping': async (context) => {
    const socket = await greeted(context);
    socket.send({ type: 'ping' });
    expectShape(await socket.next(), { type: 'pong' }, 'ping');
    await socket.close();
  },
  'tells the stock of what is asked for, and every change': async (context) => {
    const { variants } = await newProduct(context, 7);
    const { id: variantId, sku } = variants[0] ?? { id: 0, sku: '' };
    const socket = await greeted(context);
    socket.send({ type: 'subscribe', sku });
    expectShape(await socket.next(), { type: 'stock', sku, available: 7 }, 'subscription');
    await adjustStock(await as(context, 'staff'), sku, 2);
    expectShape(await socket.next(), { type: 'stock', sku, available: 9 }, 'after an adjustment');
    await buy(await join(context), { variantId, quantity: 4 });
    expectShape(await socket.next(), { type: 'stock', sku, available: 5 }, 'after an order');
    await socket.close();
  },
  'is silent about what is no longer asked for': async (context) => {
    const { variants } = await newProduct(context, 7);
    const sku = variants[0]?.sku ?? '';
    const socket = await greeted(context);
    socket.send({ type: 'subscribe', sku });
    await socket.next();
    socket.send({ type: 'unsubscribe', sku });
    expectShape(await socket.next(), { type: 'unsubscribed', sku }, 'goodbye');
    await adjustStock(await as(context, 'staff'), sku, 1);
    socket.send({ type: 'ping' });
    expectShape(await socket.next(), { type: 'pong' }, 'the next message after an adjustment');
    await socket.close();
  },
  'names what it does not understand': async (context) => {
    const socket = await greeted(context);
    socket.send({ type: 'subscribe', sku: 'NO-SUCH-SKU' });
    expectShape(
      await socket.next(),
      { type: 'error', code: 'UNKNOWN_SKU', sku: 'NO-SUCH-SKU' },
      'unknown sku',
    );
    for (const message of ['not json', '{"type":"dance"}', '[]']) {
      socket.send(message);
      expectShape(await socket.next(), { type: 'error', code: 'BAD_MESSAGE' }, message);
    }
    await socket.close();
  },
  'hangs up on messages over 1 kB': async (context) => {
    const socket = await greeted(context);
    socket.send({ type: 'subscribe', sku: 'X'.repeat(1100) });
    const code = await socket.closed();
    expectThat(code === 1009, `closed with ${code}`);
  },
  'opens nowhere else': async ({ visitor }) => {
    for (const path of ['/ws', '/ws/stocks', '/api/products']) {
      const refusal = await openSocket(visitor(), path).then(
        () => 'opened',
        (error: Error) => error.message,
      );
      expectThat(refusal === 'unexpected answer 404', `${path}: ${refusal}`);
    }
  },
});
