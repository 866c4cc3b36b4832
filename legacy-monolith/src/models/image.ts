import { db } from '../db/connection.ts';

export interface ImageRow {
  id: number;
  product_id: number;
  file_name: string;
  mime_type: string;
  size_bytes: number;
  alt: string;
  position: number;
}

export function imagesOf(productId: number): Promise<ImageRow[]> {
  return db.all<ImageRow>('SELECT * FROM product_images WHERE product_id = ? ORDER BY position, id', [productId]);
}

export function findImage(id: number): Promise<ImageRow | undefined> {
  return db.get<ImageRow>('SELECT * FROM product_images WHERE id = ?', [id]);
}

export async function insertImage(image: Omit<ImageRow, 'id' | 'position'>): Promise<number> {
  const { lastId } = await db.run(
    `INSERT INTO product_images (product_id, file_name, mime_type, size_bytes, alt, position)
     VALUES (?, ?, ?, ?, ?, (SELECT COALESCE(MAX(position), 0) + 1 FROM product_images WHERE product_id = ?))`,
    [image.product_id, image.file_name, image.mime_type, image.size_bytes, image.alt, image.product_id],
  );
  return lastId;
}

export async function deleteImage(id: number): Promise<void> {
  await db.run('DELETE FROM product_images WHERE id = ?', [id]);
}
