import { OperatorError } from '../errors.ts';
import type { ProxyStatus } from '../observe/status.ts';
import { askProxy, type ProxyPlace } from './admin-client.ts';

/**
 * What the running proxy of a configuration says of itself.
 *
 * @throws OperatorError when none runs.
 */
export async function readStatus(place: ProxyPlace): Promise<ProxyStatus> {
  const status = await askProxy(place, 'GET', '/api/status');
  if (status === undefined) {
    throw new OperatorError(
      `No proxy of ${place.configPath} is running. Start it with banyan proxy --config ${place.configPath}.`,
    );
  }
  return status as ProxyStatus;
}
