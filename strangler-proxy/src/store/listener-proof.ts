import { createHmac } from 'node:crypto';

/**
 * What a listener answers to show that it knows the admin token, without telling it. The address is part of it, so that
 * whoever took a proxy's old port can't pass the question on to where the proxy listens now.
 *
 * @param adminUrl where the listener was asked, as `.banyan/proxy.json` has it.
 * @param nonce chosen anew by whoever asks.
 */
export function listenerProof(adminToken: string, adminUrl: string, nonce: string): string {
  return createHmac('sha256', adminToken)
    .update(`banyan admin listener\n${adminUrl}\n${nonce}`)
    .digest('hex');
}
