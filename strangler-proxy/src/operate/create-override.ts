import type { Side } from '../routing/choose-side.ts';
import { signOverride } from '../routing/override.ts';
import { openStateFolder, stateFolderOf } from '../store/state-folder.ts';
import type { ProxyPlace } from './admin-client.ts';

/**
 * Signs a tester's wish to be answered by one side of a slice, as the value of the header `x-banyan-override` or of a
 * cookie `banyan-override`.
 *
 * @param minutes how long it counts.
 */
export async function createOverride(
  place: ProxyPlace,
  slice: string,
  side: Side,
  minutes: number,
): Promise<string> {
  const { cookieKey } = await openStateFolder(place.stateDir ?? stateFolderOf(place.configPath));
  return signOverride(cookieKey, slice, side, Date.now() + minutes * 60_000);
}
