import { type Conn, db } from '../db/connection.ts';

export interface ProductRow {
  id: number;
  category_id: number;
  slug: string;
  name: string;
  latin_name: string;
  description: string;
  light: string;
  water: string;
  pet_safe: number;
  archived: number;
  sold_count: number;
  version: number;
  created_at: string;
  updated_at: string;
}

/** A product with what other domains know about it. */
export interface ProductCard extends ProductRow {
  min_price: string;
  review_count: number | null;
  average: string | null;
  image: string | null;
  available: number;
}

export interface ProductFilter {
  categoryIds?: number[] | undefined;
  ids?: number[] | undefined;
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
  petSafe?: boolean;
  inStock?: boolean;
  search?: string | undefined;
  archived?: boolean;
}

// Catalog, reviews and inventory in one statement.
const CARD = `SELECT * FROM (
  SELECT p.*,
    (SELECT v.price FROM variants v WHERE v.product_id = p.id ORDER BY CAST(v.price AS REAL), v.id LIMIT 1) AS min_price,
    r.review_count, r.average,
    (SELECT i.file_name FROM product_images i WHERE i.product_id = p.id ORDER BY i.position, i.id LIMIT 1) AS image,
    (SELECT COALESCE(SUM(s.on_hand), 0) FROM stock_levels s JOIN variants v ON v.id = s.variant_id WHERE v.product_id = p.id)
    - (SELECT COALESCE(SUM(h.quantity), 0) FROM reservations h JOIN variants v ON v.id = h.variant_id
        WHERE v.product_id = p.id AND h.state = 'held') AS available
  FROM products p LEFT JOIN product_ratings r ON r.product_id = p.id)`;

const SORTS: Record<string, string> = {
  name: 'name, id',
  price: 'CAST(min_price AS REAL), id',
  '-price': 'CAST(min_price AS REAL) DESC, id',
  rating: 'CAST(COALESCE(average, 0) AS REAL) DESC, review_count DESC, id',
  popular: 'sold_count DESC, id',
  new: 'created_at DESC, id DESC',
};

function where(filter: ProductFilter): { sql: string; params: (string | number)[] } {
  const parts: string[] = [filter.archived ? '1 = 1' : 'archived = 0'];
  const params: (string | number)[] = [];
  const among = (column: string, ids: number[]): void => {
    parts.push(`${column} IN (${ids.map(() => '?').join(', ') || 'NULL'})`);
    params.push(...ids);
  };
  if (filter.categoryIds) among('category_id', filter.categoryIds);
  if (filter.ids) among('id', filter.ids);
  if (filter.minPrice !== undefined) {
    parts.push('CAST(min_price AS REAL) >= ?');
    params.push(filter.minPrice);
  }
  if (filter.maxPrice !== undefined) {
    parts.push('CAST(min_price AS REAL) <= ?');
    params.push(filter.maxPrice);
  }
  if (filter.petSafe) parts.push('pet_safe = 1');
  if (filter.inStock) parts.push('available > 0');
  if (filter.search) {
    parts.push("(name LIKE ? ESCAPE '\\' OR slug LIKE ? ESCAPE '\\')");
    const like = `%${filter.search.replace(/[%_\\]/g, '\\$&')}%`;
    params.push(like, like);
  }
  return { sql: parts.join(' AND '), params };
}

export function listProducts(filter: ProductFilter, sort: string, limit: number, offset: number): Promise<ProductCard[]> {
  const { sql, params } = where(filter);
  const order = Object.hasOwn(SORTS, sort) ? SORTS[sort] : SORTS['name'];
  return db.all<ProductCard>(`${CARD} WHERE ${sql} ORDER BY ${order} LIMIT ? OFFSET ?`, [...params, limit, offset]);
}

export async function countProducts(filter: ProductFilter): Promise<number> {
  const { sql, params } = where(filter);
  // Without prices and stock in the filter the cheap table is enough.
  const from = filter.minPrice === undefined && filter.maxPrice === undefined && !filter.inStock ? 'SELECT * FROM products' : CARD;
  const row = await db.get<{ n: number }>(`SELECT COUNT(*) AS n FROM (${from} WHERE ${sql})`, params);
  return row?.n ?? 0;
}

export function findCard(id: number): Promise<ProductCard | undefined> {
  return db.get<ProductCard>(`${CARD} WHERE id = ?`, [id]);
}

/** Cards in the order of the ids; those that are gone are left out. */
export async function cardsByIds(ids: number[]): Promise<ProductCard[]> {
  const rows = await listProducts({ ids }, 'name', ids.length, 0);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export function findProduct(id: number, conn: Conn = db): Promise<ProductRow | undefined> {
  return conn.get<ProductRow>('SELECT * FROM products WHERE id = ?', [id]);
}

export function findProductBySlug(slug: string): Promise<ProductRow | undefined> {
  return db.get<ProductRow>('SELECT * FROM products WHERE slug = ?', [slug]);
}

export async function insertProduct(product: Omit<ProductRow, 'id' | 'archived' | 'sold_count' | 'version'>, conn: Conn): Promise<number> {
  const { lastId } = await conn.run(
    `INSERT INTO products (category_id, slug, name, latin_name, description, light, water, pet_safe, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      product.category_id,
      product.slug,
      product.name,
      product.latin_name,
      product.description,
      product.light,
      product.water,
      product.pet_safe,
      product.created_at,
      product.updated_at,
    ],
  );
  return lastId;
}

/** `false` when someone else was faster: the version is no longer the expected one. */
export async function updateProduct(product: ProductRow, expectedVersion: number, at: string, conn: Conn): Promise<boolean> {
  const { changes } = await conn.run(
    `UPDATE products SET name = ?, description = ?, light = ?, water = ?, pet_safe = ?, category_id = ?, version = version + 1, updated_at = ?
     WHERE id = ? AND version = ?`,
    [product.name, product.description, product.light, product.water, product.pet_safe, product.category_id, at, product.id, expectedVersion],
  );
  return changes > 0;
}

export async function archiveProduct(id: number, at: string): Promise<void> {
  await db.run('UPDATE products SET archived = 1, version = version + 1, updated_at = ? WHERE id = ?', [at, id]);
}

export async function addSold(productId: number, quantity: number, conn: Conn): Promise<void> {
  await conn.run('UPDATE products SET sold_count = MAX(0, sold_count + ?) WHERE id = ?', [quantity, productId]);
}

/** Same category, those that were bought in the same orders first. */
export async function relatedIds(product: ProductRow): Promise<number[]> {
  const rows = await db.all<{ id: number }>(
    `SELECT p.id, COUNT(DISTINCT other.order_id) AS together
     FROM products p
     LEFT JOIN order_items other ON other.product_id = p.id
       AND other.order_id IN (SELECT order_id FROM order_items WHERE product_id = ?)
     WHERE p.category_id = ? AND p.id <> ? AND p.archived = 0
     GROUP BY p.id ORDER BY together DESC, p.sold_count DESC, p.id LIMIT 4`,
    [product.id, product.category_id, product.id],
  );
  return rows.map((row) => row.id);
}
