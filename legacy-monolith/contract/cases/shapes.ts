import {
  between,
  eachOf,
  filled,
  flag,
  instant,
  matching,
  natural,
  oneOf,
  orNull,
  type Pattern,
  positive,
  text,
  whole,
  withRule,
} from '../expect/shape.ts';

/** Money as the shop writes it: two decimals, never below zero. */
export const money = matching(/^\d+\.\d\d$/);
/** A calendar day. */
export const day = matching(/^\d{4}-\d\d-\d\d$/);
export const month = matching(/^\d{4}-\d\d$/);
export const sku = matching(/^[A-Z0-9-]{3,40}$/);
const slug = matching(/^[a-z0-9-]+$/);

type Shape = { [key: string]: Pattern };

/** The shape of a page of a list, with its usual size unless another is given. */
export const pageOf = (item: Pattern, page: Shape = {}): Shape =>
  withRule(
    { items: eachOf(item, { min: 0, max: 100 }), page: 1, pageSize: 20, total: natural, ...page },
    holdsWhatIsLeft,
  );

function holdsWhatIsLeft({
  items,
  page,
  pageSize,
  total,
}: {
  items: unknown[];
  page: number;
  pageSize: number;
  total: number;
}) {
  const left = Math.min(pageSize, Math.max(0, total - (page - 1) * pageSize));
  return items.length === left
    ? undefined
    : `${items.length} items on page ${page} of ${total} in all, wanted ${left}`;
}

export const failure = (code: string, more: Shape = {}): Shape => ({
  error: { code, message: filled, ...more },
});

/** A `VALIDATION` failure that complains of exactly these fields. */
export const invalid = (...fields: string[]): Shape =>
  failure('VALIDATION', { fields: Object.fromEntries(fields.map((field) => [field, filled])) });

const categoryRef = { id: positive, slug, name: filled };
const productRef = { id: positive, slug, name: filled };

export const productSummary: Shape = {
  id: positive,
  slug,
  name: filled,
  latinName: filled,
  category: categoryRef,
  price: { from: money, regularFrom: money, currency: 'EUR' },
  promotion: orNull({ id: positive, name: filled, percent: between(1, 90) }),
  rating: { average: orNull(matching(/^[1-5]\.\d\d$/)), count: natural },
  image: orNull(matching(/^\/uploads\//)),
  inStock: flag,
};

export const variant: Shape = {
  id: positive,
  sku,
  productId: positive,
  name: filled,
  potSizeCm: positive,
  weightGrams: positive,
  price: money,
  regularPrice: money,
  available: natural,
};

export const image: Shape = {
  id: positive,
  url: matching(/^\/uploads\/[\w.-]+$/),
  alt: text,
  position: positive,
  sizeBytes: positive,
};

export const product: Shape = {
  ...productSummary,
  description: filled,
  light: filled,
  water: filled,
  petSafe: flag,
  archived: flag,
  variants: eachOf(variant),
  images: eachOf(image, { min: 0 }),
  updatedAt: instant,
};

export const customer: Shape = {
  id: positive,
  email: matching(/^[^@\s]+@[^@\s]+$/),
  name: filled,
  phone: orNull(filled),
  role: oneOf('customer', 'staff', 'admin'),
  tier: oneOf('green', 'silver', 'gold'),
  points: natural,
  createdAt: instant,
};

/** A customer as the back office sees one. */
export const customerRow: Shape = { ...customer, orders: natural, spent: money, blocked: flag };

export const address: Shape = {
  id: positive,
  label: filled,
  line1: filled,
  line2: orNull(filled),
  city: filled,
  postcode: filled,
  country: matching(/^[A-Z]{2}$/),
  isDefault: flag,
};

export const cartLine: Shape = {
  id: positive,
  variantId: positive,
  sku,
  productId: positive,
  name: filled,
  quantity: positive,
  unitPrice: money,
  lineTotal: money,
  available: natural,
};

export const cart: Shape = withRule(
  {
    id: orNull(positive),
    currency: 'EUR',
    items: eachOf(cartLine, { min: 0 }),
    itemCount: natural,
    subtotal: money,
    coupon: orNull({ code: filled, kind: oneOf('percent', 'fixed', 'shipping'), discount: money }),
    discount: money,
    total: money,
  },
  addsUp,
);

type Sums = {
  items: { quantity: number; lineTotal: string }[];
  itemCount: number;
  subtotal: string;
  discount: string;
  total: string;
};

function addsUp({ items, itemCount, subtotal, discount, total }: Sums): string | undefined {
  const pieces = items.reduce((sum, { quantity }) => sum + quantity, 0);
  const cents = items.reduce((sum, { lineTotal }) => sum + centsOf(lineTotal), 0);
  if (pieces !== itemCount) return `${pieces} pieces, itemCount says ${itemCount}`;
  if (cents !== centsOf(subtotal)) return `lines of ${cents} cents, subtotal says ${subtotal}`;
  return centsOf(subtotal) - centsOf(discount) === centsOf(total)
    ? undefined
    : `${subtotal} - ${discount} is not ${total}`;
}

const centsOf = (amount: string): number => Math.round(Number(amount) * 100);

export const emptyCart: Shape = {
  ...cart,
  items: [],
  itemCount: 0,
  subtotal: '0.00',
  coupon: null,
  discount: '0.00',
  total: '0.00',
};

const orderStatus = oneOf('pending_payment', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded');

export const payment: Shape = {
  id: positive,
  orderId: positive,
  method: oneOf('card', 'invoice'),
  gatewayId: orNull(matching(/^gw_\w+$/)),
  amount: money,
  status: oneOf('pending', 'succeeded', 'failed', 'refunded'),
  createdAt: instant,
};

const shipmentStatus = oneOf('label_created', 'in_transit', 'out_for_delivery', 'delivered', 'lost');
const trackingNumber = matching(/^FFT\d{10}$/);

export const trackingEvent: Shape = { id: positive, status: shipmentStatus, place: filled, at: instant };

export const shipment: Shape = {
  id: positive,
  orderId: positive,
  carrier: filled,
  trackingNumber,
  status: shipmentStatus,
  createdAt: instant,
  events: eachOf(trackingEvent),
};

export const orderItem: Shape = {
  id: positive,
  productId: positive,
  variantId: positive,
  name: filled,
  quantity: positive,
  unitPrice: money,
  lineTotal: money,
};

export const order: Shape = {
  id: positive,
  number: matching(/^FF-\d{6,}$/),
  customerId: positive,
  status: orderStatus,
  placedAt: instant,
  currency: 'EUR',
  shippingMethod: oneOf('standard', 'express'),
  subtotal: money,
  discount: money,
  shipping: money,
  pointsUsed: natural,
  total: money,
  coupon: orNull(filled),
  shipTo: {
    name: filled,
    line1: filled,
    line2: orNull(filled),
    city: filled,
    postcode: filled,
    country: matching(/^[A-Z]{2}$/),
  },
  items: eachOf(orderItem),
  payments: eachOf(payment, { min: 0 }),
  shipments: eachOf({ id: positive, trackingNumber, carrier: filled, status: shipmentStatus }, { min: 0 }),
  history: eachOf({ status: orderStatus, note: text, at: instant }),
};

export const orderSummary: Shape = {
  id: positive,
  number: matching(/^FF-\d{6,}$/),
  status: orderStatus,
  placedAt: instant,
  itemCount: positive,
  total: money,
  currency: 'EUR',
};

export const review: Shape = {
  id: positive,
  productId: positive,
  author: matching(/^\S.* \S\.$|^\S+$/),
  verified: true,
  rating: between(1, 5),
  title: filled,
  body: filled,
  helpful: natural,
  status: 'published',
  reply: orNull(filled),
  createdAt: instant,
  updatedAt: instant,
};

export const reviewStatus = oneOf('published', 'pending', 'rejected');
export const reviewWithProduct: Shape = withRule(
  { ...review, product: productRef },
  ({ productId, product: about }: { productId: number; product: { id: number } }) =>
    productId === about.id ? undefined : `of product ${productId}, with product ${about.id}`,
);
export const ratedProduct: Shape = {
  product: productRef,
  average: matching(/^[1-5]\.\d\d$/),
  count: positive,
};
export const eligibleProduct: Shape = { product: productRef, orderId: positive, deliveredAt: instant };

export const reviewSummary: Shape = {
  productId: positive,
  average: orNull(matching(/^[1-5]\.\d\d$/)),
  count: natural,
  stars: { 1: natural, 2: natural, 3: natural, 4: natural, 5: natural },
};

export const promotion: Shape = {
  id: positive,
  name: filled,
  percent: between(1, 90),
  startsAt: instant,
  endsAt: instant,
  productIds: eachOf(positive),
};

export const careGuideSummary: Shape = {
  id: positive,
  slug,
  title: filled,
  summary: filled,
  updatedAt: instant,
};
export const careGuide: Shape = {
  ...careGuideSummary,
  body: filled,
  productIds: eachOf(positive, { min: 0 }),
};

export const couponRow: Shape = {
  id: positive,
  code: filled,
  kind: oneOf('percent', 'fixed', 'shipping'),
  value: oneOf(money, matching(/^\d{1,2}$/)),
  minSubtotal: money,
  usageLimit: orNull(positive),
  usedCount: natural,
  startsAt: instant,
  endsAt: instant,
};

export const mail: Shape = {
  id: positive,
  template: filled,
  subject: filled,
  body: filled,
  state: oneOf('queued', 'sent', 'suppressed'),
  createdAt: instant,
};

/** The fields of a `VALIDATION` failure, whichever they are. */
export const anyFields = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && Object.values(value).length > 0
    ? undefined
    : 'no field is named';

/** A product in the report of a month, with a figure of nearly every domain. */
export const topProduct: Shape = {
  productId: positive,
  name: filled,
  category: filled,
  quantity: positive,
  revenue: money,
  rating: orNull(matching(/^[1-5]\.\d\d$/)),
  available: whole,
  campaigns: natural,
  guides: natural,
};
