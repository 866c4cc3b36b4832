-- Fig & Fern: the whole shop in one database.
-- Money is TEXT with two decimals ('24.90'), moments are TEXT in ISO 8601 UTC, booleans are 0/1.

-- accounts -----------------------------------------------------------------------------------------------
CREATE TABLE customers (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  email         TEXT NOT NULL UNIQUE COLLATE NOCASE,
  password_hash TEXT NOT NULL,
  name          TEXT NOT NULL,
  phone         TEXT,
  role          TEXT NOT NULL DEFAULT 'customer' CHECK (role IN ('customer', 'staff', 'admin')),
  blocked       INTEGER NOT NULL DEFAULT 0,
  created_at    TEXT NOT NULL,
  last_login_at TEXT
);

CREATE TABLE addresses (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
  label       TEXT NOT NULL,
  line1       TEXT NOT NULL,
  line2       TEXT,
  city        TEXT NOT NULL,
  postcode    TEXT NOT NULL,
  country     TEXT NOT NULL,
  is_default  INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX addresses_customer ON addresses(customer_id);

CREATE TABLE sessions (
  sid         TEXT PRIMARY KEY,
  customer_id INTEGER REFERENCES customers(id) ON DELETE CASCADE,
  data        TEXT NOT NULL,
  expires_at  TEXT NOT NULL
);
CREATE INDEX sessions_expiry ON sessions(expires_at);

CREATE TABLE password_resets (
  token       TEXT PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
  expires_at  TEXT NOT NULL,
  used_at     TEXT
);

CREATE TABLE audit_log (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  actor_id  INTEGER REFERENCES customers(id),
  action    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  detail    TEXT NOT NULL DEFAULT '',
  at        TEXT NOT NULL
);

-- catalog ------------------------------------------------------------------------------------------------
CREATE TABLE categories (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  parent_id INTEGER REFERENCES categories(id),
  slug      TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  position  INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE products (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  category_id INTEGER NOT NULL REFERENCES categories(id),
  slug        TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  latin_name  TEXT NOT NULL,
  description TEXT NOT NULL,
  light       TEXT NOT NULL,
  water       TEXT NOT NULL,
  pet_safe    INTEGER NOT NULL DEFAULT 0,
  archived    INTEGER NOT NULL DEFAULT 0,
  sold_count  INTEGER NOT NULL DEFAULT 0,
  version     INTEGER NOT NULL DEFAULT 1,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL
);
CREATE INDEX products_category ON products(category_id);

CREATE TABLE variants (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id   INTEGER NOT NULL REFERENCES products(id) ON DELETE CASCADE,
  sku          TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  pot_size_cm  INTEGER NOT NULL,
  weight_grams INTEGER NOT NULL,
  price        TEXT NOT NULL
);
CREATE INDEX variants_product ON variants(product_id);

CREATE TABLE product_images (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id INTEGER NOT NULL REFERENCES products(id) ON DELETE CASCADE,
  file_name  TEXT NOT NULL,
  mime_type  TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  alt        TEXT NOT NULL,
  position   INTEGER NOT NULL
);
CREATE INDEX product_images_product ON product_images(product_id);

-- search -------------------------------------------------------------------------------------------------
CREATE VIRTUAL TABLE product_search USING fts5(name, latin_name, description, category, tokenize = 'porter unicode61');

CREATE TABLE search_queries (
  term    TEXT PRIMARY KEY,
  times   INTEGER NOT NULL,
  last_at TEXT NOT NULL
);

-- prices, promotions, coupons ------------------------------------------------------------------------------
CREATE TABLE promotions (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  percent    INTEGER NOT NULL CHECK (percent BETWEEN 1 AND 90),
  starts_at  TEXT NOT NULL,
  ends_at    TEXT NOT NULL
);

CREATE TABLE promotion_products (
  promotion_id INTEGER NOT NULL REFERENCES promotions(id) ON DELETE CASCADE,
  product_id   INTEGER NOT NULL REFERENCES products(id) ON DELETE CASCADE,
  PRIMARY KEY (promotion_id, product_id)
);
CREATE INDEX promotion_products_product ON promotion_products(product_id);

CREATE TABLE price_changes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  variant_id INTEGER NOT NULL REFERENCES variants(id) ON DELETE CASCADE,
  old_price  TEXT NOT NULL,
  new_price  TEXT NOT NULL,
  changed_by INTEGER REFERENCES customers(id),
  at         TEXT NOT NULL
);

CREATE TABLE coupons (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  code         TEXT NOT NULL UNIQUE COLLATE NOCASE,
  kind         TEXT NOT NULL CHECK (kind IN ('percent', 'fixed', 'shipping')),
  value        TEXT NOT NULL,
  min_subtotal TEXT NOT NULL DEFAULT '0.00',
  customer_id  INTEGER REFERENCES customers(id) ON DELETE CASCADE,
  usage_limit  INTEGER,
  used_count   INTEGER NOT NULL DEFAULT 0,
  starts_at    TEXT NOT NULL,
  ends_at      TEXT NOT NULL
);

CREATE TABLE coupon_redemptions (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  coupon_id   INTEGER NOT NULL REFERENCES coupons(id),
  customer_id INTEGER NOT NULL REFERENCES customers(id),
  order_id    INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
  discount    TEXT NOT NULL,
  at          TEXT NOT NULL
);
CREATE INDEX coupon_redemptions_coupon ON coupon_redemptions(coupon_id, customer_id);
CREATE INDEX coupon_redemptions_order ON coupon_redemptions(order_id);

-- cart ---------------------------------------------------------------------------------------------------
CREATE TABLE carts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER UNIQUE REFERENCES customers(id) ON DELETE CASCADE,
  coupon_id   INTEGER REFERENCES coupons(id),
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL
);

CREATE TABLE cart_items (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  cart_id    INTEGER NOT NULL REFERENCES carts(id) ON DELETE CASCADE,
  variant_id INTEGER NOT NULL REFERENCES variants(id),
  quantity   INTEGER NOT NULL CHECK (quantity > 0),
  UNIQUE (cart_id, variant_id)
);

-- orders -------------------------------------------------------------------------------------------------
CREATE TABLE orders (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  number          TEXT NOT NULL UNIQUE,
  customer_id     INTEGER NOT NULL REFERENCES customers(id),
  address_id      INTEGER REFERENCES addresses(id) ON DELETE SET NULL,
  ship_to         TEXT NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('pending_payment', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded')),
  shipping_method TEXT NOT NULL,
  subtotal        TEXT NOT NULL,
  discount        TEXT NOT NULL,
  shipping        TEXT NOT NULL,
  points_used     INTEGER NOT NULL DEFAULT 0,
  total           TEXT NOT NULL,
  coupon_id       INTEGER REFERENCES coupons(id),
  idempotency_key TEXT,
  placed_at       TEXT NOT NULL,
  UNIQUE (customer_id, idempotency_key)
);
CREATE INDEX orders_customer ON orders(customer_id, id);
CREATE INDEX orders_status ON orders(status);
CREATE INDEX orders_placed ON orders(placed_at);

CREATE TABLE order_items (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id   INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
  product_id INTEGER NOT NULL REFERENCES products(id),
  variant_id INTEGER NOT NULL REFERENCES variants(id),
  name       TEXT NOT NULL,
  quantity   INTEGER NOT NULL,
  unit_price TEXT NOT NULL,
  line_total TEXT NOT NULL
);
CREATE INDEX order_items_order ON order_items(order_id);
CREATE INDEX order_items_product ON order_items(product_id);

CREATE TABLE order_events (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
  status   TEXT NOT NULL,
  note     TEXT NOT NULL DEFAULT '',
  at       TEXT NOT NULL
);
CREATE INDEX order_events_order ON order_events(order_id);

CREATE TABLE returns (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id   INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
  reason     TEXT NOT NULL,
  status     TEXT NOT NULL DEFAULT 'requested' CHECK (status IN ('requested', 'accepted', 'declined')),
  created_at TEXT NOT NULL
);
CREATE INDEX returns_order ON returns(order_id);

-- payments -----------------------------------------------------------------------------------------------
CREATE TABLE payments (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id   INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
  method     TEXT NOT NULL,
  gateway_id TEXT UNIQUE,
  amount     TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('pending', 'succeeded', 'failed', 'refunded')),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
CREATE INDEX payments_order ON payments(order_id);

CREATE TABLE payment_events (
  id         TEXT PRIMARY KEY,
  payment_id INTEGER NOT NULL REFERENCES payments(id) ON DELETE CASCADE,
  type       TEXT NOT NULL,
  payload    TEXT NOT NULL,
  at         TEXT NOT NULL
);

CREATE TABLE refunds (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  payment_id INTEGER NOT NULL REFERENCES payments(id) ON DELETE CASCADE,
  amount     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  issued_by  INTEGER REFERENCES customers(id),
  at         TEXT NOT NULL
);
CREATE INDEX refunds_payment ON refunds(payment_id);

-- inventory ----------------------------------------------------------------------------------------------
CREATE TABLE warehouses (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  code    TEXT NOT NULL UNIQUE,
  name    TEXT NOT NULL,
  country TEXT NOT NULL
);

CREATE TABLE stock_levels (
  variant_id   INTEGER NOT NULL REFERENCES variants(id) ON DELETE CASCADE,
  warehouse_id INTEGER NOT NULL REFERENCES warehouses(id),
  on_hand      INTEGER NOT NULL,
  PRIMARY KEY (variant_id, warehouse_id)
);

CREATE TABLE reservations (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id     INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
  variant_id   INTEGER NOT NULL REFERENCES variants(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouses(id),
  quantity     INTEGER NOT NULL,
  state        TEXT NOT NULL CHECK (state IN ('held', 'taken', 'released')),
  expires_at   TEXT NOT NULL
);
CREATE INDEX reservations_order ON reservations(order_id);
CREATE INDEX reservations_held ON reservations(variant_id) WHERE state = 'held';

CREATE TABLE stock_movements (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  variant_id   INTEGER NOT NULL REFERENCES variants(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouses(id),
  delta        INTEGER NOT NULL,
  reason       TEXT NOT NULL,
  order_id     INTEGER REFERENCES orders(id) ON DELETE SET NULL,
  at           TEXT NOT NULL
);
CREATE INDEX stock_movements_variant ON stock_movements(variant_id);

CREATE TABLE stock_alerts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
  variant_id  INTEGER NOT NULL REFERENCES variants(id) ON DELETE CASCADE,
  created_at  TEXT NOT NULL,
  notified_at TEXT,
  UNIQUE (customer_id, variant_id)
);

-- shipping -----------------------------------------------------------------------------------------------
CREATE TABLE shipping_zones (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  country TEXT NOT NULL UNIQUE,
  zone    TEXT NOT NULL
);

CREATE TABLE shipping_rates (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  zone             TEXT NOT NULL,
  method           TEXT NOT NULL,
  max_weight_grams INTEGER NOT NULL,
  price            TEXT NOT NULL,
  days             INTEGER NOT NULL
);

CREATE TABLE shipments (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id        INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE,
  warehouse_id    INTEGER NOT NULL REFERENCES warehouses(id),
  carrier         TEXT NOT NULL,
  tracking_number TEXT NOT NULL UNIQUE,
  status          TEXT NOT NULL CHECK (status IN ('label_created', 'in_transit', 'out_for_delivery', 'delivered', 'lost')),
  created_at      TEXT NOT NULL
);
CREATE INDEX shipments_order ON shipments(order_id);

CREATE TABLE tracking_events (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  shipment_id INTEGER NOT NULL REFERENCES shipments(id) ON DELETE CASCADE,
  status      TEXT NOT NULL,
  place       TEXT NOT NULL,
  at          TEXT NOT NULL
);
CREATE INDEX tracking_events_shipment ON tracking_events(shipment_id);

-- reviews ------------------------------------------------------------------------------------------------
CREATE TABLE reviews (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id    INTEGER NOT NULL REFERENCES products(id) ON DELETE CASCADE,
  customer_id   INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
  order_id      INTEGER NOT NULL REFERENCES orders(id),
  rating        INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
  title         TEXT NOT NULL,
  body          TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('published', 'pending', 'rejected')),
  helpful_count INTEGER NOT NULL DEFAULT 0,
  reply         TEXT,
  created_at    TEXT NOT NULL,
  updated_at    TEXT NOT NULL,
  UNIQUE (product_id, customer_id)
);
CREATE INDEX reviews_customer ON reviews(customer_id);
CREATE INDEX reviews_status ON reviews(status, created_at);

CREATE TABLE review_votes (
  review_id   INTEGER NOT NULL REFERENCES reviews(id) ON DELETE CASCADE,
  customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
  at          TEXT NOT NULL,
  PRIMARY KEY (review_id, customer_id)
);

CREATE TABLE review_reports (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id   INTEGER NOT NULL REFERENCES reviews(id) ON DELETE CASCADE,
  customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
  reason      TEXT NOT NULL,
  at          TEXT NOT NULL,
  UNIQUE (review_id, customer_id)
);

-- Kept by the reviews code, read by catalog, search and reports.
CREATE TABLE product_ratings (
  product_id   INTEGER PRIMARY KEY REFERENCES products(id) ON DELETE CASCADE,
  review_count INTEGER NOT NULL,
  rating_sum   INTEGER NOT NULL,
  average      TEXT NOT NULL,
  updated_at   TEXT NOT NULL
);

-- notifications ------------------------------------------------------------------------------------------
CREATE TABLE mail_templates (
  name    TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  body    TEXT NOT NULL
);

CREATE TABLE mail_outbox (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER REFERENCES customers(id) ON DELETE SET NULL,
  recipient   TEXT NOT NULL,
  template    TEXT NOT NULL REFERENCES mail_templates(name),
  subject     TEXT NOT NULL,
  body        TEXT NOT NULL,
  state       TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'suppressed')),
  created_at  TEXT NOT NULL,
  sent_at     TEXT
);
CREATE INDEX mail_outbox_customer ON mail_outbox(customer_id);
CREATE INDEX mail_outbox_queue ON mail_outbox(state);

CREATE TABLE notification_preferences (
  customer_id INTEGER PRIMARY KEY REFERENCES customers(id) ON DELETE CASCADE,
  orders      INTEGER NOT NULL DEFAULT 1,
  reviews     INTEGER NOT NULL DEFAULT 1,
  stock       INTEGER NOT NULL DEFAULT 1,
  newsletter  INTEGER NOT NULL DEFAULT 0
);

-- loyalty ------------------------------------------------------------------------------------------------
CREATE TABLE loyalty_tiers (
  name       TEXT PRIMARY KEY,
  min_points INTEGER NOT NULL,
  multiplier TEXT NOT NULL
);

CREATE TABLE loyalty_accounts (
  customer_id     INTEGER PRIMARY KEY REFERENCES customers(id) ON DELETE CASCADE,
  points          INTEGER NOT NULL DEFAULT 0 CHECK (points >= 0),
  lifetime_points INTEGER NOT NULL DEFAULT 0,
  tier            TEXT NOT NULL REFERENCES loyalty_tiers(name)
);

CREATE TABLE loyalty_entries (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customers(id) ON DELETE CASCADE,
  points      INTEGER NOT NULL,
  reason      TEXT NOT NULL,
  order_id    INTEGER REFERENCES orders(id) ON DELETE SET NULL,
  review_id   INTEGER REFERENCES reviews(id) ON DELETE SET NULL,
  at          TEXT NOT NULL
);
CREATE INDEX loyalty_entries_customer ON loyalty_entries(customer_id);
CREATE INDEX loyalty_entries_order ON loyalty_entries(order_id);
CREATE INDEX loyalty_entries_review ON loyalty_entries(review_id);

-- care guides --------------------------------------------------------------------------------------------
CREATE TABLE care_guides (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  slug       TEXT NOT NULL UNIQUE,
  title      TEXT NOT NULL,
  summary    TEXT NOT NULL,
  body       TEXT NOT NULL,
  updated_at TEXT NOT NULL
);

CREATE TABLE guide_products (
  guide_id   INTEGER NOT NULL REFERENCES care_guides(id) ON DELETE CASCADE,
  product_id INTEGER NOT NULL REFERENCES products(id) ON DELETE CASCADE,
  PRIMARY KEY (guide_id, product_id)
);
CREATE INDEX guide_products_product ON guide_products(product_id);

-- reports and jobs ---------------------------------------------------------------------------------------
CREATE TABLE daily_sales (
  day     TEXT PRIMARY KEY,
  orders  INTEGER NOT NULL,
  items   INTEGER NOT NULL,
  revenue TEXT NOT NULL
);

CREATE TABLE job_runs (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  job         TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  finished_at TEXT,
  outcome     TEXT NOT NULL DEFAULT ''
);
