/** A way in which one handler is wrong. Field faults change good answers (below 400) only, in every item of a list alike. */
export type Fault =
  | { kind: 'fails' }
  | { kind: 'wrong-status' }
  | { kind: 'drops-field'; path: string }
  | { kind: 'changes-field'; path: string }
  | { kind: 'cuts-text' };

export const describeFault = (fault: Fault): string =>
  'path' in fault ? `${fault.kind} ${fault.path}` : fault.kind;

/**
 * Another value here is as good as the right one: these ids are told by no other answer and asked for by no route. That they
 * are there, and that they grow, is still checked.
 */
const arbitrary = new Set([
  'GET /api/loyalty/history items[].id',
  'GET /api/admin/stock/movements items[].id',
  'GET /api/admin/audit items[].id',
  'POST /api/admin/orders/:id/refund id',
]);

export const isArbitrary = (route: string, path: string): boolean => arbitrary.has(`${route} ${path}`);

/** Every key of a JSON value as a path, lists' items taken together: `items[].product.id`. */
export function keyPaths(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => keyPaths(item, `${path}[]`)))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = path === '' ? key : `${path}.${key}`;
    return [own, ...keyPaths(inner, own)];
  });
}

/** A copy of a JSON value in which the key at `path` is gone, or has another value. */
export function damaged(
  value: unknown,
  fault: { kind: 'drops-field' | 'changes-field'; path: string },
): unknown {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  const steps = fault.path.split(/\.|(?=\[\])/);
  const last = steps.pop() ?? '';
  for (const owner of ownersAt(copy, steps)) {
    if (!Object.hasOwn(owner, last)) continue;
    if (fault.kind === 'drops-field') delete owner[last];
    else owner[last] = otherValue(owner[last]);
  }
  return copy;
}

function ownersAt(value: unknown, steps: readonly string[]): Record<string, unknown>[] {
  const [step, ...rest] = steps;
  if (step === undefined) return isRecord(value) ? [value] : [];
  if (step === '[]') return Array.isArray(value) ? value.flatMap((item) => ownersAt(item, rest)) : [];
  return isRecord(value) && Object.hasOwn(value, step) ? ownersAt(value[step], rest) : [];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Another value of the same type, as far from the right one as a bug would be: one more, one less text, the opposite. */
function otherValue(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return value + 1;
    case 'boolean':
      return !value;
    case 'string':
      return value === '' ? 'x' : '';
    default:
      return Array.isArray(value) && value.length > 0 ? value.slice(1) : 'something else';
  }
}

/** The first half of a text or page, as when a template broke off. */
export const cut = (text: string): string => text.slice(0, Math.floor(text.length / 2));
