import type { Response } from 'express';

/** Open event streams, so that closing the shop can end them. */
export const liveStreams = new Set<Response>();

export function sendEvent(res: Response, event: string, data: unknown, id?: number): void {
  res.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

export function endStreams(): void {
  for (const res of liveStreams) res.end();
  liveStreams.clear();
}
