// Fills a new database with a shop that has been open for a year. The same scale gives the same rows, always: own
// random numbers, a fixed epoch, no look at the clock. API.md lists what can be relied on.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SEED_EPOCH } from '../lib/clock.ts';
import { Decimal, money } from '../lib/decimal.ts';
import { BulkWriter } from './bulk.ts';
import { Random } from './random.ts';
import {
  CATEGORIES,
  CULTIVARS,
  DESCRIPTIONS,
  FIRST_NAMES,
  GUIDES,
  GUIDE_BODY,
  KNOWN_PRODUCTS,
  LAST_NAMES,
  LIGHT,
  MAIL_TEMPLATES,
  PASSWORD_HASHES,
  PLACES,
  RATES,
  REVIEW_TEXTS,
  SPECIES,
  STREETS,
  WAREHOUSES,
  WATER,
  ZONES,
} from './seed-data.ts';

export interface SeedOptions {
  /** 1 gives 320 products, 2 000 customers and 10 000 orders; 10 gives ten times as much. */
  scale?: number;
  /** Where the images of the first ten products go; `uploads` beside the file unless named. */
  uploadsDir?: string;
}

const EPOCH = Date.parse(SEED_EPOCH);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FOREVER = '9999-12-31T00:00:00.000Z';
const iso = (ms: number): string => new Date(ms).toISOString();
const daysAgo = (days: number, hour = 10): number => Math.floor((EPOCH - days * DAY) / DAY) * DAY + hour * 60 * MINUTE;

type Status = 'pending_payment' | 'paid' | 'shipped' | 'delivered' | 'cancelled' | 'refunded';

interface Person {
  id: number;
  name: string;
  email: string;
  country: string;
  address: { id: number; line1: string; city: string; postcode: string; country: string };
}

interface Variant {
  id: number;
  productId: number;
  sku: string;
  name: string;
  grams: number;
  price: string;
}

interface Order {
  id: number;
  customer: Person;
  status: Status;
  placedAt: number;
  deliveredAt: number | null;
  items: { variant: Variant; quantity: number }[];
  coupon: 'FERN5' | 'FREESHIP' | null;
  paymentStatus: 'pending' | 'succeeded' | 'failed' | 'refunded';
  holdUntil: string;
}

/** Seeds a database file that does not exist yet; a file half written never gets its name. */
export async function seedDatabase(file: string, options: SeedOptions = {}): Promise<void> {
  const scale = options.scale ?? 1;
  const uploadsDir = options.uploadsDir ?? join(dirname(file), 'uploads');
  await mkdir(dirname(file), { recursive: true });
  await mkdir(uploadsDir, { recursive: true });
  const half = `${file}.seeding`;
  await rm(half, { force: true });
  const writer = await BulkWriter.open(half);
  try {
    await writer.exec(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
    await writer.exec('PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY; PRAGMA foreign_keys = OFF; BEGIN');
    const images = new Seeding(writer, scale).fill();
    await writer.flush();
    await writer.exec(
      `INSERT INTO product_search (rowid, name, latin_name, description, category)
         SELECT p.id, p.name, p.latin_name, p.description, c.name FROM products p JOIN categories c ON c.id = p.category_id WHERE p.archived = 0;
       COMMIT; PRAGMA foreign_key_check; ANALYZE; PRAGMA journal_mode = WAL;`,
    );
    for (const [name, svg] of images) await writeFile(join(uploadsDir, name), svg);
  } catch (error) {
    await writer.close();
    await rm(half, { force: true });
    throw error;
  }
  await writer.close();
  // Left behind by a shop of that name that was deleted: SQLite would play them into the new file.
  for (const stale of [`${file}-wal`, `${file}-shm`]) await rm(stale, { force: true });
  await rename(half, file);
}

class Seeding {
  #out: BulkWriter;
  #scale: number;
  #random = new Random(20_250_320);
  #people: Person[] = [];
  #variants: Variant[] = [];
  #sold = new Map<number, number>();
  #earned = new Map<number, number>();
  #couponUses = new Map<string, number>();
  #productRows: Record<string, string | number>[] = [];

  constructor(out: BulkWriter, scale: number) {
    this.#out = out;
    this.#scale = scale;
  }

  /** Writes all rows; gives back the image files. */
  fill(): Map<string, string> {
    this.#people = this.#makePeople();
    this.#fillLists();
    const images = this.#fillCatalog();
    const orders = this.#makeOrders();
    for (const order of orders) this.#writeOrder(order);
    for (const row of this.#productRows) this.#out.add('products', { ...row, sold_count: this.#sold.get(row['id'] as number) ?? 0 });
    this.#fillPricing();
    this.#fillReviews(orders);
    this.#fillLoyalty();
    this.#fillSales(orders);
    this.#fillMails(orders);
    this.#fillGuides();
    return images;
  }

  // --- accounts ---------------------------------------------------------------------------------------------

  #makePeople(): Person[] {
    const random = this.#random;
    const people: Person[] = [];
    const known: [name: string, email: string, hash: string, role: string, city: number][] = [
      ['Agnes Thorn', 'admin@figandfern.test', PASSWORD_HASHES.admin, 'admin', 0],
      ['Ada Lindqvist', 'ada@example.test', PASSWORD_HASHES.ada, 'customer', 0],
      ['Ben Okafor', 'ben@example.test', PASSWORD_HASHES.ben, 'customer', 4],
      ['Cleo Marchetti', 'cleo@example.test', PASSWORD_HASHES.cleo, 'customer', 1],
      ['Stan Moss', 'staff@figandfern.test', PASSWORD_HASHES.staff, 'staff', 0],
    ];
    // Address 3 is Ada's second one, so the known people's addresses are 1, 2, 4, 5; Stan has none.
    const addressIds = [1, 2, 4, 5, 0];
    for (let id = 1; id <= 2_000 * this.#scale; id += 1) {
      const one = known[id - 1];
      const name = one?.[0] ?? `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
      const email = one?.[1] ?? `customer${id}@example.test`;
      const [city, postcode, country] = one ? (PLACES[one[4]] as (typeof PLACES)[number]) : random.pick(PLACES);
      const createdAt = iso(one ? daysAgo(500) : daysAgo(random.int(1, 480), random.int(7, 21)));
      this.#out.add('customers', {
        id,
        email,
        password_hash: one?.[2] ?? PASSWORD_HASHES.others,
        name,
        phone: one || random.chance(0.7) ? null : `+49 30 ${random.int(100_000, 999_999)}`,
        role: one?.[3] ?? 'customer',
        blocked: id === 10 ? 1 : 0,
        created_at: createdAt,
      });
      const address = {
        id: one ? (addressIds[id - 1] as number) : id,
        line1: `${random.pick(STREETS)} ${random.int(1, 120)}`,
        city,
        postcode,
        country,
      };
      people.push({ id, name, email, country, address });
      if (address.id > 0) this.#addAddress(id, address, 'Home', true);
      if (id === 2) this.#addAddress(2, { id: 3, line1: 'Rue des Lilas 7', city: 'Lyon', postcode: '69001', country: 'FR' }, 'Holiday house', false);
      this.#out.add('notification_preferences', {
        customer_id: id,
        orders: 1,
        reviews: one || random.chance(0.9) ? 1 : 0,
        stock: 1,
        newsletter: !one && random.chance(0.4) ? 1 : 0,
      });
    }
    return people;
  }

  #addAddress(customerId: number, address: Person['address'], label: string, isDefault: boolean): void {
    this.#out.add('addresses', {
      id: address.id,
      customer_id: customerId,
      label,
      line1: address.line1,
      line2: null,
      city: address.city,
      postcode: address.postcode,
      country: address.country,
      is_default: isDefault ? 1 : 0,
    });
  }

  // --- catalog and inventory --------------------------------------------------------------------------------

  #fillLists(): void {
    for (const [id, parent_id, slug, name] of CATEGORIES) this.#out.add('categories', { id, parent_id, slug, name, position: id });
    for (const [id, code, name, country] of WAREHOUSES) this.#out.add('warehouses', { id, code, name, country });
    for (const [country, zone] of ZONES) this.#out.add('shipping_zones', { country, zone });
    for (const [zone, method, max_weight_grams, price, days] of RATES) {
      this.#out.add('shipping_rates', { zone, method, max_weight_grams, price, days });
    }
    for (const [name, subject, body] of MAIL_TEMPLATES) this.#out.add('mail_templates', { name, subject, body });
    for (const [name, min_points, multiplier] of [
      ['green', 0, '1.00'],
      ['silver', 500, '1.25'],
      ['gold', 2000, '1.50'],
    ] as const) {
      this.#out.add('loyalty_tiers', { name, min_points, multiplier });
    }
  }

  #fillCatalog(): Map<string, string> {
    const random = this.#random;
    const images = new Map<string, string>();
    for (let id = 1; id <= 320 * this.#scale; id += 1) {
      const known = KNOWN_PRODUCTS[id - 1];
      const at = id - 1 - KNOWN_PRODUCTS.length;
      const [species, latin, category] = known ? [known[1], known[2], known[3]] : (SPECIES[at % SPECIES.length] as (typeof SPECIES)[number]);
      const round = Math.floor(at / SPECIES.length);
      const cultivar = CULTIVARS[round % CULTIVARS.length] as string;
      const series = round < CULTIVARS.length ? '' : ` ${Math.floor(round / CULTIVARS.length) + 1}`;
      const name = known ? species : `${species} '${cultivar}${series}'`;
      const small = known ? money(known[4]) : new Decimal(random.int(8, 45) * 100 + random.pick([0, 50, 90]));
      const large = known ? money(known[5]) : new Decimal(Math.round((small.cents * random.int(20, 27)) / 1000) * 100);
      const createdAt = iso(daysAgo(known ? 700 - id : random.int(30, 690), 8));
      this.#productRows.push({
        id,
        category_id: category,
        slug: known?.[0] ?? name.toLowerCase().replace(/'/g, '').replace(/[^a-z0-9]+/g, '-'),
        name,
        latin_name: latin,
        description: random.pick(DESCRIPTIONS),
        light: random.pick(LIGHT),
        water: random.pick(WATER),
        pet_safe: random.chance(0.4) ? 1 : 0,
        archived: id === 320 ? 1 : 0,
        version: 1,
        created_at: createdAt,
        updated_at: id === 1 ? '2025-01-05T08:00:00.000Z' : createdAt,
      });
      const code = `FF-${String(id).padStart(4, '0')}`;
      this.#addVariant({ id: 2 * id - 1, productId: id, sku: `${code}-S`, name: 'Small pot', grams: 900, price: small.toString() }, 12);
      this.#addVariant({ id: 2 * id, productId: id, sku: `${code}-L`, name: 'Large pot', grams: 3_200, price: large.toString() }, 24);
      if (known) {
        const svg = drawPlant(id);
        images.set(`product-${id}.svg`, svg);
        this.#out.add('product_images', {
          id,
          product_id: id,
          file_name: `product-${id}.svg`,
          mime_type: 'image/svg+xml',
          size_bytes: Buffer.byteLength(svg),
          alt: name,
          position: 1,
        });
      }
    }
    return images;
  }

  #addVariant(variant: Variant, potSizeCm: number): void {
    this.#variants.push(variant);
    this.#out.add('variants', {
      id: variant.id,
      product_id: variant.productId,
      sku: variant.sku,
      name: variant.name,
      pot_size_cm: potSizeCm,
      weight_grams: variant.grams,
      price: variant.price,
    });
    for (const [warehouseId] of WAREHOUSES) {
      const plenty = this.#random.int(400, 800) * this.#scale;
      const onHand = variant.productId === 319 ? 0 : variant.productId === 318 ? (warehouseId === 1 ? 1 : 0) : plenty;
      this.#out.add('stock_levels', { variant_id: variant.id, warehouse_id: warehouseId, on_hand: onHand });
    }
  }

  // --- orders -----------------------------------------------------------------------------------------------

  #makeOrders(): Order[] {
    const person = (id: number): Person => this.#people[id - 1] as Person;
    const items = (...pairs: [variant: number, quantity: number][]): Order['items'] =>
      pairs.map(([id, quantity]) => ({ variant: this.#variants[id - 1] as Variant, quantity }));
    const known = (
      id: number,
      customer: number,
      status: Status,
      placedAt: number,
      deliveredAt: number | null,
      what: Order['items'],
      paymentStatus: Order['paymentStatus'] = 'succeeded',
    ): Order => ({ id, customer: person(customer), status, placedAt, deliveredAt, items: what, coupon: null, paymentStatus, holdUntil: FOREVER });
    const orders: Order[] = [
      known(1, 2, 'delivered', daysAgo(38), daysAgo(34), items([1, 1], [3, 2])),
      known(2, 2, 'paid', daysAgo(1, 8), null, items([5, 1])),
      // Nobody takes this one back while it waits for a second try.
      known(3, 2, 'pending_payment', daysAgo(1, 9), null, items([7, 1]), 'failed'),
      known(4, 3, 'delivered', daysAgo(19), daysAgo(15), items([5, 1], [7, 1], [9, 1], [11, 2], [13, 1])),
      known(5, 3, 'shipped', daysAgo(3), null, items([1, 1])),
      known(6, 4, 'paid', daysAgo(1, 11), null, items([2, 1])),
      known(7, 4, 'delivered', daysAgo(138), daysAgo(133), items([1, 1], [15, 1])),
      known(8, 4, 'cancelled', daysAgo(100), null, items([17, 1]), 'refunded'),
      known(9, 4, 'refunded', daysAgo(90), daysAgo(85), items([19, 1]), 'refunded'),
      known(10, 2, 'paid', daysAgo(1, 12), null, items([4, 1])),
    ];
    const total = 10_000 * this.#scale;
    for (let id = orders.length + 1; id <= total; id += 1) orders.push(this.#randomOrder(id, (id - 10) / (total - 10)));
    return orders;
  }

  /** `when` runs from 0, a year ago, to 1, just now: ids follow time. */
  #randomOrder(id: number, when: number): Order {
    const random = this.#random;
    let customer = this.#people[random.int(5, this.#people.length - 1)] as Person;
    if (customer.id === 10) customer = this.#people[10] as Person;
    const placedAt = Math.floor((EPOCH - 365 * DAY + when * (365 * DAY - 5 * MINUTE)) / 1000) * 1000;
    const age = (EPOCH - placedAt) / DAY;
    const dice = random.next();
    let status: Status;
    if (age > 8) status = dice < 0.9 ? 'delivered' : dice < 0.95 ? 'cancelled' : dice < 0.98 ? 'refunded' : 'shipped';
    else if (age > 2) status = dice < 0.8 ? 'shipped' : dice < 0.95 ? 'paid' : 'cancelled';
    else status = dice < 0.8 ? 'paid' : dice < 0.95 ? 'pending_payment' : 'cancelled';
    const travelled = status === 'delivered' || status === 'refunded';
    const chosen = new Map<number, { variant: Variant; quantity: number }>();
    for (let lines = random.pick([1, 1, 2, 2, 2, 3, 4]); lines > 0; lines -= 1) {
      // The product of two dice: some plants sell far better than others.
      const product = 1 + Math.floor(random.next() * random.next() * 317 * this.#scale);
      const pot = random.chance(0.7) ? 1 : 0;
      if (product >= 318 && product <= 320) continue;
      chosen.set(product, { variant: this.#variants[2 * product - 1 - pot] as Variant, quantity: random.chance(0.8) ? 1 : 2 });
    }
    if (chosen.size === 0) chosen.set(11, { variant: this.#variants[20] as Variant, quantity: 1 });
    return {
      id,
      customer,
      status,
      placedAt,
      deliveredAt: travelled ? placedAt + random.int(3, 6) * DAY + random.int(0, 600) * MINUTE : null,
      items: [...chosen.values()],
      coupon: random.chance(0.05) ? random.pick(['FERN5', 'FREESHIP'] as const) : null,
      paymentStatus: status === 'pending_payment' ? 'pending' : status === 'cancelled' || status === 'refunded' ? 'refunded' : 'succeeded',
      holdUntil: status === 'pending_payment' ? iso(placedAt + 30 * MINUTE) : FOREVER,
    };
  }

  #writeOrder(order: Order): void {
    const { id, customer, status, placedAt } = order;
    const lines = order.items.map(({ variant, quantity }) => ({ variant, quantity, total: money(variant.price).times(quantity) }));
    const subtotal = Decimal.sum(lines.map((line) => line.total));
    const grams = lines.reduce((sum, line) => sum + line.variant.grams * line.quantity, 0);
    const coupon = order.coupon === 'FERN5' && subtotal.lessThan(money('15.00')) ? null : order.coupon;
    const discount = coupon === 'FERN5' ? money('5.00') : Decimal.zero;
    const shipping = coupon === 'FREESHIP' ? Decimal.zero : shippingPrice(customer.country, grams);
    const total = subtotal.minus(discount).plus(shipping);
    const couponId = coupon === 'FERN5' ? 2 : coupon === 'FREESHIP' ? 3 : null;
    const { address } = customer;
    this.#out.add('orders', {
      id,
      number: `FF-${100_000 + id}`,
      customer_id: customer.id,
      address_id: address.id,
      ship_to: JSON.stringify({
        name: customer.name,
        line1: address.line1,
        line2: null,
        city: address.city,
        postcode: address.postcode,
        country: address.country,
      }),
      status,
      shipping_method: 'standard',
      subtotal: subtotal.toString(),
      discount: discount.toString(),
      shipping: shipping.toString(),
      points_used: 0,
      total: total.toString(),
      coupon_id: couponId,
      placed_at: iso(placedAt),
    });
    for (const { variant, quantity, total: lineTotal } of lines) {
      const product = this.#productRows[variant.productId - 1];
      this.#out.add('order_items', {
        order_id: id,
        product_id: variant.productId,
        variant_id: variant.id,
        name: `${product?.['name']}, ${variant.name}`,
        quantity,
        unit_price: variant.price,
        line_total: lineTotal.toString(),
      });
      if (status !== 'cancelled') this.#sold.set(variant.productId, (this.#sold.get(variant.productId) ?? 0) + quantity);
      this.#writeReservation(order, variant, quantity);
    }
    if (couponId !== null && coupon && status !== 'cancelled') {
      this.#couponUses.set(coupon, (this.#couponUses.get(coupon) ?? 0) + 1);
      this.#out.add('coupon_redemptions', {
        coupon_id: couponId,
        customer_id: customer.id,
        order_id: id,
        discount: discount.toString(),
        at: iso(placedAt),
      });
    }
    this.#writePayment(order, total);
    this.#writeTravels(order);
    if (['paid', 'shipped', 'delivered'].includes(status)) {
      const points = Math.floor(total.cents / 100);
      this.#earned.set(customer.id, (this.#earned.get(customer.id) ?? 0) + points);
      this.#out.add('loyalty_entries', { customer_id: customer.id, points, reason: 'order', order_id: id, review_id: null, at: iso(placedAt) });
    }
  }

  #writeReservation(order: Order, variant: Variant, quantity: number): void {
    const state = order.status === 'paid' || order.status === 'pending_payment' ? 'held' : order.status === 'cancelled' ? 'released' : 'taken';
    this.#out.add('reservations', {
      order_id: order.id,
      variant_id: variant.id,
      warehouse_id: 1,
      quantity,
      state,
      expires_at: order.holdUntil,
    });
    if (state === 'taken' && order.placedAt > EPOCH - 30 * DAY) {
      this.#out.add('stock_movements', {
        variant_id: variant.id,
        warehouse_id: 1,
        delta: -quantity,
        reason: 'shipped',
        order_id: order.id,
        at: iso(order.placedAt + DAY),
      });
    }
  }

  #writePayment(order: Order, total: Decimal): void {
    const { id, placedAt, paymentStatus, status } = order;
    this.#out.add('payments', {
      id,
      order_id: id,
      method: 'card',
      gateway_id: `gw_${String(id).padStart(8, '0')}`,
      amount: total.toString(),
      status: paymentStatus,
      created_at: iso(placedAt),
      updated_at: iso(placedAt),
    });
    if (paymentStatus !== 'refunded') return;
    const at = status === 'refunded' ? (order.deliveredAt ?? placedAt) + 2 * DAY : placedAt + 60 * MINUTE;
    const reason = status === 'refunded' ? 'returned' : 'cancelled by customer';
    this.#out.add('refunds', { payment_id: id, amount: total.toString(), reason, issued_by: 1, at: iso(Math.min(at, EPOCH - MINUTE)) });
    if (status === 'refunded') {
      const askedAt = iso(Math.min((order.deliveredAt ?? placedAt) + DAY, EPOCH - 2 * MINUTE));
      this.#out.add('returns', { order_id: id, reason: 'Did not like its place', status: 'accepted', created_at: askedAt });
    }
  }

  #writeTravels(order: Order): void {
    const { id, placedAt, deliveredAt, status } = order;
    const happened = (what: Status, at: number, note = ''): void => this.#out.add('order_events', { order_id: id, status: what, note, at: iso(at) });
    happened('pending_payment', placedAt);
    if (status === 'pending_payment') return;
    happened('paid', placedAt);
    if (status === 'cancelled') happened('cancelled', placedAt + 60 * MINUTE, 'cancelled by customer');
    if (status === 'paid' || status === 'cancelled') return;
    const shippedAt = Math.min(placedAt + DAY, EPOCH - 60 * MINUTE);
    happened('shipped', shippedAt);
    this.#out.add('shipments', {
      id,
      order_id: id,
      warehouse_id: 1,
      carrier: 'Figpost',
      tracking_number: `FFT${String(id).padStart(10, '0')}`,
      status: deliveredAt ? 'delivered' : 'in_transit',
      created_at: iso(shippedAt),
    });
    const tracked = (what: string, place: string, at: number): void =>
      this.#out.add('tracking_events', { shipment_id: id, status: what, place, at: iso(at) });
    tracked('label_created', 'Berlin', shippedAt);
    tracked('in_transit', 'Leipzig', Math.min(shippedAt + 12 * 60 * MINUTE, EPOCH - 30 * MINUTE));
    if (!deliveredAt) return;
    tracked('delivered', order.customer.address.city, deliveredAt);
    happened('delivered', deliveredAt);
    if (status === 'refunded') happened('refunded', Math.min(deliveredAt + 2 * DAY, EPOCH - MINUTE), 'returned');
  }

  // --- the rest ---------------------------------------------------------------------------------------------

  #fillPricing(): void {
    const coupon = (id: number, code: string, kind: string, value: string, min: string, more: Record<string, string | number | null> = {}): void => {
      const used = code === 'SOLDOUT' ? 100 : (this.#couponUses.get(code) ?? 0);
      this.#out.add('coupons', {
        id,
        code,
        kind,
        value,
        min_subtotal: min,
        customer_id: null,
        usage_limit: null,
        used_count: used,
        starts_at: '2024-01-01T00:00:00.000Z',
        ends_at: '2026-12-31T23:59:59.000Z',
        ...more,
      });
    };
    coupon(1, 'WELCOME10', 'percent', '10', '20.00');
    coupon(2, 'FERN5', 'fixed', '5.00', '15.00');
    coupon(3, 'FREESHIP', 'shipping', '0.00', '0.00');
    coupon(4, 'EXPIRED20', 'percent', '20', '0.00', { ends_at: '2025-01-31T23:59:59.000Z' });
    coupon(5, 'SOLDOUT', 'fixed', '5.00', '0.00', { usage_limit: 100 });
    coupon(6, 'BIGSPENDER', 'percent', '15', '500.00');
    coupon(7, 'SUMMER25', 'percent', '25', '0.00', { starts_at: '2025-06-01T00:00:00.000Z' });
    coupon(8, 'ADAONLY', 'fixed', '3.00', '0.00', { customer_id: 2, usage_limit: 1 });

    this.#out.add('promotions', { id: 1, name: 'Spring Ferns', percent: 20, starts_at: '2025-03-01T00:00:00.000Z', ends_at: '2025-04-30T22:00:00.000Z' });
    this.#out.add('promotions', { id: 2, name: 'Winter Sale', percent: 30, starts_at: '2024-12-27T00:00:00.000Z', ends_at: '2025-01-15T00:00:00.000Z' });
    for (let id = 2; id <= 320 * this.#scale; id += 10) this.#out.add('promotion_products', { promotion_id: 1, product_id: id });
    for (let id = 5; id <= 320 * this.#scale; id += 10) this.#out.add('promotion_products', { promotion_id: 2, product_id: id });
    for (let id = 1; id <= 80; id += 2) {
      const variant = this.#variants[id - 1] as Variant;
      this.#out.add('price_changes', {
        variant_id: variant.id,
        old_price: money(variant.price).minus(new Decimal(100)).toString(),
        new_price: variant.price,
        changed_by: 1,
        at: iso(daysAgo(60 + id)),
      });
    }
  }

  #fillReviews(orders: Order[]): void {
    const random = this.#random;
    const seen = new Set<string>();
    const found: { productId: number; customer: Person; orderId: number; rating: number; at: number; title: string; body: string; status: string }[] = [];
    for (const order of orders) {
      if (order.id <= 10 || order.status !== 'delivered' || !order.deliveredAt) continue;
      for (const { variant } of order.items) {
        const key = `${variant.productId}/${order.customer.id}`;
        const at = order.deliveredAt + random.int(1, 14) * DAY + random.int(0, 500) * MINUTE;
        // Product 1 keeps its two known reviews.
        if (variant.productId === 1 || seen.has(key) || !random.chance(0.42) || at > EPOCH - 60 * MINUTE) continue;
        seen.add(key);
        const rating = random.pick([5, 5, 5, 5, 4, 4, 4, 3, 2, 1]);
        const [title, body] = random.pick(REVIEW_TEXTS[rating] as [string, string][]);
        const status = random.chance(0.02) ? 'pending' : 'published';
        found.push({ productId: variant.productId, customer: order.customer, orderId: order.id, rating, at, title, body, status });
      }
    }
    found.sort((a, b) => a.at - b.at || a.orderId - b.orderId || a.productId - b.productId);
    const person = (id: number): Person => this.#people[id - 1] as Person;
    const known: typeof found = [
      { productId: 1, customer: person(2), orderId: 1, rating: 5, at: daysAgo(30), title: 'My favourite', body: 'Two new leaves already, and it fills the corner nicely.', status: 'published' },
      { productId: 1, customer: person(4), orderId: 7, rating: 4, at: daysAgo(120), title: 'Big and healthy', body: 'A little dusty when it came, otherwise a very good plant.', status: 'published' },
      { productId: 2, customer: person(2), orderId: 1, rating: 3, at: daysAgo(29), title: 'Not sure yet', body: 'Looks like the one I saw at https://example.test last year.', status: 'pending' },
      { productId: 8, customer: person(4), orderId: 7, rating: 1, at: daysAgo(119), title: 'Never again', body: 'All pearls fell off. This is a scam if you ask me.', status: 'rejected' },
    ];
    const ratings = new Map<number, { count: number; sum: number; at: number }>();
    for (const [index, review] of [...known, ...found].entries()) {
      const id = index + 1;
      const votes = id === 2 ? 1 : id <= 4 || review.status !== 'published' || random.chance(0.7) ? 0 : random.int(1, 5);
      this.#out.add('reviews', {
        id,
        product_id: review.productId,
        customer_id: review.customer.id,
        order_id: review.orderId,
        rating: review.rating,
        title: review.title,
        body: review.body,
        status: review.status,
        helpful_count: votes,
        reply: id > 4 && review.rating === 1 && random.chance(0.5) ? 'We are sorry and send you a new one.' : null,
        created_at: iso(review.at),
        updated_at: iso(review.at),
      });
      const voters = new Set<number>();
      while (voters.size < votes) voters.add(id === 2 ? 2 : random.int(11, this.#people.length));
      for (const voter of voters) this.#out.add('review_votes', { review_id: id, customer_id: voter, at: iso(Math.min(review.at + DAY, EPOCH - MINUTE)) });
      if (review.status !== 'published') continue;
      const rating = ratings.get(review.productId) ?? { count: 0, sum: 0, at: 0 };
      rating.count += 1;
      rating.sum += review.rating;
      rating.at = Math.max(rating.at, review.at);
      ratings.set(review.productId, rating);
      if (id <= 4) continue;
      this.#earned.set(review.customer.id, (this.#earned.get(review.customer.id) ?? 0) + 20);
      this.#out.add('loyalty_entries', { customer_id: review.customer.id, points: 20, reason: 'review', order_id: null, review_id: id, at: iso(review.at) });
    }
    for (const [productId, { count, sum, at }] of [...ratings].sort(([a], [b]) => a - b)) {
      this.#out.add('product_ratings', {
        product_id: productId,
        review_count: count,
        rating_sum: sum,
        average: (Math.round((sum / count) * 100) / 100).toFixed(2),
        updated_at: iso(at),
      });
    }
  }

  #fillLoyalty(): void {
    const known = new Map<number, [points: number, lifetime: number, tier: string]>([
      [2, [2_600, 5_200, 'gold']],
      [3, [120, 120, 'green']],
      [4, [900, 900, 'silver']],
    ]);
    for (const { id } of this.#people) {
      const earned = this.#earned.get(id) ?? 0;
      const [points, lifetime, tier] = known.get(id) ?? [earned, earned, earned >= 2_000 ? 'gold' : earned >= 500 ? 'silver' : 'green'];
      this.#out.add('loyalty_accounts', { customer_id: id, points, lifetime_points: lifetime, tier });
      if (known.has(id)) {
        const rest = points - earned;
        this.#out.add('loyalty_entries', { customer_id: id, points: rest, reason: 'carried over', order_id: null, review_id: null, at: iso(daysAgo(400)) });
      }
    }
    for (let id = 11; id <= 20; id += 1) {
      this.#out.add('stock_alerts', { customer_id: id, variant_id: 637, created_at: iso(daysAgo(id)) });
    }
  }

  #fillSales(orders: Order[]): void {
    const days = new Map<string, { orders: number; items: number; cents: number }>();
    for (const order of orders) {
      if (!['paid', 'shipped', 'delivered'].includes(order.status)) continue;
      const day = iso(order.placedAt).slice(0, 10);
      const sum = days.get(day) ?? { orders: 0, items: 0, cents: 0 };
      sum.orders += 1;
      sum.items += order.items.reduce((count, item) => count + item.quantity, 0);
      const goods = Decimal.sum(order.items.map(({ variant, quantity }) => money(variant.price).times(quantity)));
      const grams = order.items.reduce((weight, { variant, quantity }) => weight + variant.grams * quantity, 0);
      const off = order.coupon === 'FERN5' && !goods.lessThan(money('15.00')) ? 500 : 0;
      sum.cents += goods.cents - off + (order.coupon === 'FREESHIP' ? 0 : shippingPrice(order.customer.country, grams).cents);
      days.set(day, sum);
    }
    for (const [day, sum] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
      this.#out.add('daily_sales', { day, orders: sum.orders, items: sum.items, revenue: new Decimal(sum.cents).toString() });
    }
    this.#out.add('job_runs', { job: 'nightly', started_at: iso(daysAgo(0, 2)), finished_at: iso(daysAgo(0, 2) + 2_000), outcome: '3 days summed up, 31 mails sent' });
    for (const [term, times] of [['fern', 214], ['monstera', 187], ['cactus', 120], ['pothos', 96], ['olive', 77], ['pet safe', 41], ['basil', 38], ['orchid', 31], ['fig', 30], ['lemon', 22], ['moss', 4]] as const) {
      this.#out.add('search_queries', { term, times, last_at: iso(daysAgo(1)) });
    }
  }

  #fillMails(orders: Order[]): void {
    for (const order of orders.slice(-300)) {
      const number = `FF-${100_000 + order.id}`;
      this.#out.add('mail_outbox', {
        customer_id: order.customer.id,
        recipient: order.customer.email,
        template: 'order-confirmation',
        subject: `We have your order ${number}`,
        body: `Dear ${order.customer.name},\n\nthank you for order ${number}.\n`,
        state: 'sent',
        created_at: iso(order.placedAt),
        sent_at: iso(order.placedAt + MINUTE),
      });
    }
    this.#out.add('audit_log', { actor_id: 1, action: 'coupon.created', subject: 'WELCOME10', detail: '', at: iso(daysAgo(400)) });
    this.#out.add('audit_log', { actor_id: 5, action: 'stock.adjusted', subject: 'FF-0001-S', detail: 'BER +200: delivery', at: iso(daysAgo(12)) });
  }

  #fillGuides(): void {
    for (const [index, [slug, title, summary, productIds]] of GUIDES.entries()) {
      const id = index + 1;
      this.#out.add('care_guides', { id, slug, title, summary, body: GUIDE_BODY.join('\n\n'), updated_at: iso(daysAgo(200 - id * 10)) });
      for (const productId of productIds) this.#out.add('guide_products', { guide_id: id, product_id: productId });
    }
  }
}

function shippingPrice(country: string, grams: number): Decimal {
  const zone = ZONES.find(([code]) => code === country)?.[1];
  const rate = RATES.find(([where, method, max]) => where === zone && method === 'standard' && grams <= max);
  return money(rate?.[3] ?? '34.90');
}

/** A pot and some leaves, different for each plant. */
function drawPlant(id: number): string {
  const random = new Random(id);
  const leaves = [];
  for (let leaf = 0; leaf < 5 + (id % 5); leaf += 1) {
    const x = random.int(70, 130);
    const y = random.int(25, 90);
    const turn = random.int(-60, 60);
    const green = random.int(90, 150);
    leaves.push(`<ellipse cx="${x}" cy="${y}" rx="${random.int(8, 16)}" ry="${random.int(18, 30)}" transform="rotate(${turn} ${x} ${y})" fill="rgb(50,${green},70)"/>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 160"><rect width="200" height="160" fill="#e9f1e6"/><path d="M100 115V50" stroke="#2f5d3a" stroke-width="4"/>${leaves.join('')}<path d="M75 110h50l-7 40h-36z" fill="#b5653a"/></svg>\n`;
}
