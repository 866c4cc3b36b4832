import { isMap, isSeq, parseDocument } from 'yaml';
import { OperatorError } from '../errors.ts';
import type { Reach } from '../routing/reach.ts';
import { formatShare } from '../routing/share.ts';

/**
 * Sets a slice's stage in the text of a configuration; comments, order and everything else stay.
 *
 * @throws OperatorError when the file has no such slice.
 * @example setReach(text, 'reviews', { stage: 'ramp', share: 1000 })
 */
export function setReach(text: string, slice: string, reach: Reach): string {
  const document = parseDocument(text);
  const slices: unknown = document.get('slices');
  const items = isSeq(slices) ? slices.items : [];
  const found = items.find((item) => isMap(item) && item.get('name') === slice);
  if (!isMap(found)) {
    const names = items.flatMap((item) => (isMap(item) ? [String(item.get('name'))] : []));
    throw new OperatorError(`There is no slice "${slice}". The file has: ${names.join(', ') || 'none'}.`);
  }
  found.set('stage', reach.stage);
  if (reach.stage === 'ramp') found.set('share', formatShare(reach.share));
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
