import { type Conn, db, inTransaction } from '../db/connection.ts';

export interface AddressRow {
  id: number;
  customer_id: number;
  label: string;
  line1: string;
  line2: string | null;
  city: string;
  postcode: string;
  country: string;
  is_default: number;
}

export type NewAddress = Omit<AddressRow, 'id' | 'customer_id'>;

export function listAddresses(customerId: number): Promise<AddressRow[]> {
  return db.all<AddressRow>('SELECT * FROM addresses WHERE customer_id = ? ORDER BY id', [customerId]);
}

export function findAddress(customerId: number, id: number, conn: Conn = db): Promise<AddressRow | undefined> {
  return conn.get<AddressRow>('SELECT * FROM addresses WHERE id = ? AND customer_id = ?', [id, customerId]);
}

export function insertAddress(customerId: number, address: NewAddress): Promise<number> {
  return inTransaction(async (tx) => {
    if (address.is_default) await tx.run('UPDATE addresses SET is_default = 0 WHERE customer_id = ?', [customerId]);
    const { lastId } = await tx.run(
      `INSERT INTO addresses (customer_id, label, line1, line2, city, postcode, country, is_default)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [customerId, address.label, address.line1, address.line2, address.city, address.postcode, address.country, address.is_default],
    );
    return lastId;
  });
}

export function updateAddress(customerId: number, id: number, address: NewAddress): Promise<void> {
  return inTransaction(async (tx) => {
    if (address.is_default) await tx.run('UPDATE addresses SET is_default = 0 WHERE customer_id = ?', [customerId]);
    await tx.run(
      `UPDATE addresses SET label = ?, line1 = ?, line2 = ?, city = ?, postcode = ?, country = ?, is_default = ?
       WHERE id = ? AND customer_id = ?`,
      [address.label, address.line1, address.line2, address.city, address.postcode, address.country, address.is_default, id, customerId],
    );
  });
}

export async function deleteAddress(customerId: number, id: number): Promise<boolean> {
  const { changes } = await db.run('DELETE FROM addresses WHERE id = ? AND customer_id = ?', [id, customerId]);
  return changes > 0;
}
