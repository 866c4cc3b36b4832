import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import { cut, damaged, keyPaths } from './faults.ts';
import { type Handler, newHandler } from './handler.ts';

// What Express 5 keeps of its routes; its types leave this out.
type Layer = {
  handle: RequestHandler & { stack?: Layer[] };
  method?: string;
  route?: { path: string; stack: Layer[] };
};
type WithRouter = { router: { stack: Layer[] } };

/** Puts a switch in front of every route's handler, the last of its chain. The app's source stays as it is. */
export function makeBreakable(app: Application): Handler[] {
  return routesOf((app as unknown as WithRouter).router.stack).flatMap(({ path, stack }) =>
    lastOfEachMethod(stack).map((layer) => {
      const handler = newHandler(`${layer.method?.toUpperCase()} ${path}`);
      layer.handle = breakable(layer.handle, handler);
      return handler;
    }),
  );
}

function routesOf(stack: readonly Layer[]): { path: string; stack: Layer[] }[] {
  return stack.flatMap(({ route, handle }) => (route === undefined ? routesOf(handle.stack ?? []) : [route]));
}

const lastOfEachMethod = (stack: readonly Layer[]): Layer[] => [
  ...new Map(stack.map((layer) => [layer.method, layer])).values(),
];

function breakable(handle: RequestHandler, handler: Handler): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    handler.route ??= `${method} ${`${request.baseUrl}${request.route.path}`.replace(/(?<=.)\/$/, '')}`;
    if (handler.fault?.kind === 'fails') {
      response.status(500).json({ error: { code: 'INTERNAL', message: 'Broken on purpose.' } });
      return undefined;
    }
    watchAnswer(response, handler);
    return handle(request, response, next);
  };
}

function watchAnswer(response: Response, handler: Handler): void {
  const { fault } = handler;
  if (fault?.kind === 'wrong-status') breakStatus(response);
  const [json, send, write] = [
    response.json.bind(response),
    response.send.bind(response),
    response.write.bind(response),
  ];
  let isJson = false;
  response.json = (body) => {
    isJson = true;
    if (response.statusCode >= 400) return json(body);
    for (const path of keyPaths(body)) handler.jsonPaths.add(path);
    return json(fault !== undefined && 'path' in fault ? damaged(body, fault) : body);
  };
  response.send = (body) => {
    if (isJson || response.statusCode >= 400 || typeof body !== 'string') return send(body);
    handler.sendsText = true;
    return send(fault?.kind === 'cuts-text' ? cut(body) : body);
  };
  // What streams, such as events, is text too.
  response.write = ((chunk: unknown, ...more: never[]) => {
    handler.sendsText ||= typeof chunk === 'string';
    const broken = fault?.kind === 'cuts-text' && typeof chunk === 'string' ? cut(chunk) : chunk;
    return write(broken, ...more);
  }) as typeof response.write;
}

/** The neighbouring status: a client that looks at the first digit only sees no difference. */
function breakStatus(response: Response): void {
  const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => Response;
  response.writeHead = ((status: number, ...more: unknown[]) => {
    response.statusCode = status + 1;
    return writeHead(status + 1, ...more);
  }) as typeof response.writeHead;
}
