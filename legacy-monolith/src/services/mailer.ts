import { allTemplates, findCustomer, findOrder, findReview, insertMail, markAllSent, preferencesOf } from '../models/index.ts';
import { bus, cache, nowIso } from '../lib/index.ts';

export type Topic = 'orders' | 'reviews' | 'stock' | 'newsletter' | 'account';

export async function loadTemplates(): Promise<void> {
  cache.mailTemplates.clear();
  for (const { name, subject, body } of await allTemplates()) cache.mailTemplates.set(name, { subject, body });
}

function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => values[name] ?? '');
}

/** Puts a mail into the outbox; what the customer doesn't want to read is kept as `suppressed`. */
export async function sendMail(customerId: number, topic: Topic, template: string, values: Record<string, string> = {}): Promise<void> {
  const customer = await findCustomer(customerId);
  const text = cache.mailTemplates.get(template);
  if (!customer || !text) return;
  const wishes = await preferencesOf(customerId);
  const wanted = topic === 'account' || !wishes || wishes[topic] === 1;
  const all = { name: customer.name, ...values };
  await insertMail({
    customer_id: customerId,
    recipient: customer.email,
    template,
    subject: fill(text.subject, all),
    body: fill(text.body, all),
    state: wanted ? 'queued' : 'suppressed',
    created_at: nowIso(),
  });
}

/** Hands the queue to the (pretended) mail server. */
export async function deliverQueue(): Promise<number> {
  return markAllSent(nowIso());
}

async function mailAboutOrder(orderId: number, customerId: number, template: string, values: Record<string, string> = {}): Promise<void> {
  const order = await findOrder(orderId);
  if (order) await sendMail(customerId, 'orders', template, { number: order.number, total: order.total, ...values });
}

bus.on('customer.registered', ({ customerId }) => sendMail(customerId, 'account', 'welcome'));
bus.on('order.placed', ({ orderId, customerId }) => mailAboutOrder(orderId, customerId, 'order-confirmation'));
bus.on('order.paid', ({ orderId, customerId }) => mailAboutOrder(orderId, customerId, 'payment-received'));
bus.on('order.cancelled', ({ orderId, customerId, reason }) => mailAboutOrder(orderId, customerId, 'order-cancelled', { reason }));
bus.on('order.shipped', ({ orderId, customerId, trackingNumber }) => mailAboutOrder(orderId, customerId, 'order-shipped', { trackingNumber }));
bus.on('order.delivered', ({ orderId, customerId, at }) =>
  mailAboutOrder(orderId, customerId, 'review-invitation', { day: at.toISOString().slice(0, 10) }),
);
bus.on('order.refunded', ({ orderId, customerId, amount }) => mailAboutOrder(orderId, customerId, 'refund-issued', { amount: amount.toString() }));
bus.on('payment.failed', ({ orderId, customerId }) => mailAboutOrder(orderId, customerId, 'payment-failed'));
bus.on('review.received', async ({ reviewId, customerId }) => {
  const review = await findReview(reviewId);
  if (review) await sendMail(customerId, 'reviews', 'review-received', { product: review.product_name });
});
bus.on('review.published', async ({ reviewId, customerId }) => {
  const review = await findReview(reviewId);
  if (review) await sendMail(customerId, 'reviews', 'review-published', { product: review.product_name });
});
