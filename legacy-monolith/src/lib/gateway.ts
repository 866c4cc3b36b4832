// The payment gateway, or what stands in for it. It answers by token, as the sandboxes of real ones do.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Decimal } from './decimal.ts';
import { ShopError, invalid } from './errors.ts';

export interface Charge {
  gatewayId: string;
  status: 'pending' | 'succeeded';
}

export class PaymentGateway {
  #secret = 'whsec_fig_and_fern';

  configure(secret: string): void {
    this.#secret = secret;
  }

  async charge(token: string, amount: Decimal, paymentId: number): Promise<Charge> {
    const gatewayId = `gw_${String(paymentId).padStart(8, '0')}`;
    switch (token) {
      case 'tok_visa':
        return { gatewayId, status: 'succeeded' };
      case 'tok_3ds':
        return { gatewayId, status: 'pending' };
      case 'tok_declined':
        throw new ShopError(402, 'PAYMENT_DECLINED', `The card was declined (${amount} EUR).`);
      case 'tok_error':
        throw new ShopError(502, 'GATEWAY_UNAVAILABLE', 'The payment gateway does not answer.');
      default:
        throw invalid({ 'payment.token': 'is unknown to the gateway' });
    }
  }

  sign(body: Buffer): string {
    return `sha256=${createHmac('sha256', this.#secret).update(body).digest('hex')}`;
  }

  isSignedBy(body: Buffer, signature: string | undefined): boolean {
    const expected = Buffer.from(this.sign(body));
    const actual = Buffer.from(signature ?? '');
    return expected.length === actual.length && timingSafeEqual(expected, actual);
  }
}

export const gateway = new PaymentGateway();
