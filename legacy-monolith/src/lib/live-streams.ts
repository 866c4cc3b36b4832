import type { Response } from 'express';

/** Open event streams, so that closing the shop can end them. */
export const liveStreams = new Set<Response>();

/** A stream that has ended (the client left, the shop closes) takes nothing more; writing to it would be an error. */
export function write(res: Response, text: string): void {
  if (!res.writableEnded && !res.destroyed) res.write(text);
}

export function sendEvent(res: Response, event: string, data: unknown, id?: number): void {
  write(res, `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

export function endStreams(): void {
  for (const res of liveStreams) res.end();
  liveStreams.clear();
}
