// What began as "a few helpers for the shop" and became the module that knows everything: it turns rows of every
// domain into what the API and the pages show, guards who may see what, and gathers the front page and the dashboard.
import {
  availableOf,
  cardsByIds,
  dashboardFigures,
  findCouponById,
  findOrder,
  findWorth,
  guidesOfProduct,
  imagesOf,
  itemsOf,
  latestReviews,
  listOrders,
  listProducts,
  findLoyalty,
  orderHistory,
  paymentsOf,
  pendingReviews,
  productsOfGuide,
  publishedOf,
  ratingOf,
  refundsOfPayment,
  returnOfOrder,
  reviewsBy,
  shipmentsOf,
  starsOf,
  trackingOf,
  variantsOf,
  type AddressRow,
  type CustomerRow,
  type CustomerWorth,
  type GuideRow,
  type OrderRow,
  type OrderSummaryRow,
  type PaymentRow,
  type ProductCard,
  type ProductRow,
  type RefundRow,
  type ReviewRow,
  type ShipmentRow,
  type TrackingRow,
} from '../models/index.ts';
import { Decimal, cache, dayOf, isStaff, notFound, now } from '../lib/index.ts';
import { currentPromotions, effectivePrice } from './pricing.ts';
import { variantView } from './catalog.ts';

export const CURRENCY = 'EUR';

// --- catalog ------------------------------------------------------------------------------------------------

export function productCard(row: ProductCard) {
  const category = cache.categories.get(row.category_id);
  const { price, regular, promotion } = effectivePrice(row.id, row.min_price ?? '0.00');
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    latinName: row.latin_name,
    category: { id: row.category_id, slug: category?.slug ?? '', name: category?.name ?? '' },
    price: { from: price.toString(), regularFrom: regular.toString(), currency: CURRENCY },
    promotion,
    rating: { average: row.average, count: row.review_count ?? 0 },
    image: row.image ? `/uploads/${row.image}` : null,
    inStock: row.available > 0,
  };
}

// --- accounts -----------------------------------------------------------------------------------------------

export async function customerView(row: CustomerRow) {
  const loyalty = await findLoyalty(row.id);
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    phone: row.phone,
    role: row.role,
    tier: loyalty?.tier ?? 'green',
    points: loyalty?.points ?? 0,
    createdAt: row.created_at,
  };
}

export function worthView(row: CustomerWorth) {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    phone: row.phone,
    role: row.role,
    tier: row.tier,
    points: row.points,
    createdAt: row.created_at,
    blocked: row.blocked === 1,
    orders: row.orders,
    spent: new Decimal(row.spent_cents).toString(),
  };
}

export function addressView(row: AddressRow) {
  return {
    id: row.id,
    label: row.label,
    line1: row.line1,
    line2: row.line2,
    city: row.city,
    postcode: row.postcode,
    country: row.country,
    isDefault: row.is_default === 1,
  };
}

/** "Ada Lindqvist" is "Ada L." to other customers. */
export function publicName(name: string): string {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  const last = rest.at(-1);
  return last ? `${first} ${last.slice(0, 1)}.` : first;
}

// --- orders, payments, shipping -----------------------------------------------------------------------------

export function paymentView(row: PaymentRow) {
  return {
    id: row.id,
    orderId: row.order_id,
    method: row.method,
    gatewayId: row.gateway_id,
    amount: row.amount,
    status: row.status,
    createdAt: row.created_at,
  };
}

export function refundView(row: RefundRow) {
  return { id: row.id, paymentId: row.payment_id, amount: row.amount, reason: row.reason, at: row.at };
}

export function trackingView(row: TrackingRow) {
  return { id: row.id, status: row.status, place: row.place, at: row.at };
}

export async function shipmentView(row: ShipmentRow) {
  return {
    id: row.id,
    orderId: row.order_id,
    carrier: row.carrier,
    trackingNumber: row.tracking_number,
    status: row.status,
    createdAt: row.created_at,
    events: (await trackingOf(row.id)).map(trackingView),
  };
}

export function orderSummary(row: OrderSummaryRow) {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    placedAt: row.placed_at,
    itemCount: row.item_count,
    total: row.total,
    currency: CURRENCY,
  };
}

export async function orderView(order: OrderRow) {
  const coupon = order.coupon_id === null ? undefined : await findCouponById(order.coupon_id);
  return {
    id: order.id,
    number: order.number,
    customerId: order.customer_id,
    status: order.status,
    placedAt: order.placed_at,
    currency: CURRENCY,
    shippingMethod: order.shipping_method,
    subtotal: order.subtotal,
    discount: order.discount,
    shipping: order.shipping,
    pointsUsed: order.points_used,
    total: order.total,
    coupon: coupon?.code ?? null,
    shipTo: JSON.parse(order.ship_to) as {
      name: string;
      line1: string;
      line2: string | null;
      city: string;
      postcode: string;
      country: string;
    },
    items: (await itemsOf(order.id)).map((item) => ({
      id: item.id,
      productId: item.product_id,
      variantId: item.variant_id,
      name: item.name,
      quantity: item.quantity,
      unitPrice: item.unit_price,
      lineTotal: item.line_total,
    })),
    payments: (await paymentsOf(order.id)).map(paymentView),
    shipments: (await shipmentsOf(order.id)).map((row) => ({
      id: row.id,
      trackingNumber: row.tracking_number,
      carrier: row.carrier,
      status: row.status,
    })),
    history: await orderHistory(order.id),
  };
}

/** The order, if the caller may see it. Other people's orders don't exist. */
export async function requireOrder(id: number, customer: CustomerRow): Promise<OrderRow> {
  const order = await findOrder(id);
  if (!order || (order.customer_id !== customer.id && !isStaff(customer))) throw notFound(`Order ${id}`);
  return order;
}

// --- reviews ------------------------------------------------------------------------------------------------

export function reviewView(row: ReviewRow) {
  return {
    id: row.id,
    productId: row.product_id,
    author: publicName(row.author_name),
    verified: true,
    rating: row.rating,
    title: row.title,
    body: row.body,
    helpful: row.helpful_count,
    status: row.status,
    reply: row.reply,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function reviewWithProduct(row: ReviewRow) {
  return { ...reviewView(row), product: { id: row.product_id, slug: row.product_slug, name: row.product_name } };
}

export async function reviewSummary(productId: number) {
  const rating = await ratingOf(productId);
  const stars = await starsOf(productId);
  return {
    productId,
    average: rating?.average ?? null,
    count: rating?.review_count ?? 0,
    stars: Object.fromEntries([1, 2, 3, 4, 5].map((star) => [String(star), stars.get(star) ?? 0])),
  };
}

// --- guides -------------------------------------------------------------------------------------------------

export function guideCard(row: GuideRow) {
  return { id: row.id, slug: row.slug, title: row.title, summary: row.summary, updatedAt: row.updated_at };
}

export async function guideView(row: GuideRow) {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    summary: row.summary,
    body: row.body,
    productIds: await productsOfGuide(row.id),
    updatedAt: row.updated_at,
  };
}

// --- whole pages --------------------------------------------------------------------------------------------

export async function frontPage() {
  const promotions = await currentPromotions();
  return {
    promotions,
    offers: (await cardsByIds(promotions.flatMap((one) => one.productIds).slice(0, 4))).map(productCard),
    popular: (await listProducts({ inStock: true }, 'popular', 8, 0)).map(productCard),
    reviews: (await latestReviews(4)).map(reviewWithProduct),
  };
}

export async function productPageData(product: ProductRow) {
  const [card] = await cardsByIds([product.id]);
  return {
    product,
    card: productCard(card as ProductCard),
    variants: (await variantsOf(product.id)).map(variantView),
    images: await imagesOf(product.id),
    summary: await reviewSummary(product.id),
    reviews: (await publishedOf(product.id, null, 'helpful', 5, 0)).map(reviewView),
    guides: (await guidesOfProduct(product.id)).map(guideCard),
  };
}

export async function dashboard() {
  return {
    figures: await dashboardFigures(dayOf(now())),
    orders: await listOrders({}, 8, 0),
    toShip: await listOrders({ status: 'paid' }, 5, 0),
    reviews: await pendingReviews(5, 0),
  };
}

export async function customerFile(id: number) {
  const worth = await findWorth(id);
  if (!worth) throw notFound(`Customer ${id}`);
  return {
    customer: worthView(worth),
    orders: await listOrders({ customerId: id }, 20, 0),
    reviews: (await reviewsBy(id, 20, 0)).map(reviewWithProduct),
  };
}

export async function orderFile(order: OrderRow) {
  const view = await orderView(order);
  const refunds = [];
  for (const payment of view.payments) refunds.push(...(await refundsOfPayment(payment.id)).map(refundView));
  const stock = new Map<number, number>();
  for (const item of view.items) stock.set(item.variantId, await availableOf(item.variantId));
  return { order: view, refunds, returned: (await returnOfOrder(order.id)) ?? null, stock };
}
