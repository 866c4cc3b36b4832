/** A route as the contract writes it: `GET /api/products/:id`; `WS` stands for an upgrade. */
export type Route = string;

type Compiled = { route: Route; method: string; segments: readonly string[] };

/** Finds the route that serves a request: whole segments, literals before parameters, HEAD with GET. */
export function routeFinder(routes: readonly Route[]): (method: string, path: string) => Route | undefined {
  const compiled = routes.map(compile).sort(byLiteralsFirst);
  return (method, path) => {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const segments = segmentsOf(path.split('?', 1)[0] ?? '');
    return compiled.find((route) => route.method === wanted && fits(route.segments, segments))?.route;
  };
}

function compile(route: Route): Compiled {
  const [method = '', path = ''] = route.split(' ');
  return { route, method, segments: segmentsOf(path) };
}

const segmentsOf = (path: string): string[] => path.split('/').filter((segment) => segment !== '');

const isParameter = (segment: string): boolean => segment.startsWith(':');

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, index) => isParameter(part) || part === segments[index]);
}

/** `/products/new` must win over `/products/:id`: at the first segment where two routes differ in kind, the literal leads. */
function byLiteralsFirst(a: Compiled, b: Compiled): number {
  for (const [index, segment] of a.segments.entries()) {
    const difference = Number(isParameter(segment)) - Number(isParameter(b.segments[index] ?? ''));
    if (difference !== 0) return difference;
  }
  return 0;
}
