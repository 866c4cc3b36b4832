// The one error class of the shop. Services throw it, every domain catches it, the last middleware prints it.

export type Fields = Record<string, string>;

export class ShopError extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: { fields?: Fields; reason?: string; retryAfterSeconds?: number };

  constructor(status: number, code: string, message: string, extra: ShopError['extra'] = {}) {
    super(message);
    this.name = 'ShopError';
    this.status = status;
    this.code = code;
    this.extra = extra;
  }
}

export const notFound = (what: string): ShopError => new ShopError(404, 'NOT_FOUND', `${what} does not exist.`);

export const conflict = (code: string, message: string): ShopError => new ShopError(409, code, message);

export const forbidden = (message = 'You may not do this.'): ShopError => new ShopError(403, 'FORBIDDEN', message);

export const invalid = (fields: Fields): ShopError =>
  new ShopError(422, 'VALIDATION', `Please check: ${Object.keys(fields).join(', ')}.`, { fields });

export class CouponError extends ShopError {
  constructor(reason: string) {
    super(422, 'COUPON_INVALID', `This coupon can't be used: ${reason}.`, { reason });
    this.name = 'CouponError';
  }
}
