import { loadConfig } from '../config/load.ts';
import { OperatorError } from '../errors.ts';
import type { Side } from '../routing/choose-side.ts';
import { signOverride } from '../routing/override.ts';
import { openStateFolder, stateFolderOf } from '../store/state-folder.ts';
import type { ProxyPlace } from './admin-client.ts';

/**
 * Signs a tester's wish to be answered by one side of a slice, as the value of the header `x-banyan-override` or of a
 * cookie `banyan-override`.
 *
 * @param minutes how long it counts.
 * @throws OperatorError when there is no such slice.
 */
export async function createOverride(
  place: ProxyPlace,
  slice: string,
  side: Side,
  minutes: number,
): Promise<string> {
  const { config } = await loadConfig(place.configPath);
  if (!config.slices.some(({ name }) => name === slice))
    throw new OperatorError(
      `There is no slice "${slice}". The file has: ${config.slices.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  const { cookieKey } = await openStateFolder(place.stateDir ?? stateFolderOf(place.configPath));
  return signOverride(cookieKey, slice, side, Date.now() + minutes * 60_000);
}
