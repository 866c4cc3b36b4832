import type { IncomingMessage } from 'node:http';

export type ServerSentEvent = { event: string; data: string; id: string | undefined };

/**
 * The events of a `text/event-stream` body as they come, comments skipped. Leaving the loop hangs up; a stream that says
 * nothing for `timeoutMs` throws.
 */
export async function* eventsOf(
  message: IncomingMessage,
  timeoutMs = 5_000,
): AsyncGenerator<ServerSentEvent, void> {
  const timer = setTimeout(() => message.destroy(new Error(`no event for ${timeoutMs} ms`)), timeoutMs);
  try {
    let rest = '';
    message.setEncoding('utf8');
    for await (const chunk of message) {
      const blocks = (rest + String(chunk)).split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const event of blocks.map(parseEvent)) if (event !== undefined) yield event;
      timer.refresh();
    }
  } finally {
    clearTimeout(timer);
    message.destroy();
  }
}

/** The next `wanted` events; fewer where the stream ends before. */
export async function take(
  events: AsyncGenerator<ServerSentEvent, void>,
  wanted: number,
): Promise<ServerSentEvent[]> {
  const taken: ServerSentEvent[] = [];
  while (taken.length < wanted) {
    const { value, done } = await events.next();
    if (done === true || value === undefined) break;
    taken.push(value);
  }
  return taken;
}

function parseEvent(block: string): ServerSentEvent | undefined {
  const fields = new Map<string, string[]>();
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = /^([a-z]+):? ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set(name, [...(fields.get(name) ?? []), value ?? '']);
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return {
    event: fields.get('event')?.at(-1) ?? 'message',
    data: data.join('\n'),
    id: fields.get('id')?.at(-1),
  };
}
