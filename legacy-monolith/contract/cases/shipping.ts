import { eventsOf, type ServerSentEvent, take } from '../client/event-stream.ts';
import type { Visitor } from '../client/visitor.ts';
import { expectJson, expectShape, expectThat } from '../expect/answers.ts';
import { eachOf, filled, instant, positive } from '../expect/shape.ts';
import { type Context, domain } from '../suite/case.ts';
import { buy, join, ship, track } from './people.ts';
import * as shapes from './shapes.ts';

const tracking = (number: string): string => `/api/shipping/track/${number}`;

async function onItsWay(context: Context) {
  const shopper = await join(context);
  return ship(context, (await buy(shopper)).id);
}

async function openStream(visitor: Visitor, number: string, headers: Record<string, string> = {}) {
  const stream = await visitor.open('GET', `${tracking(number)}/stream`, {
    headers: { accept: 'text/event-stream', ...headers },
  });
  expectThat(stream.statusCode === 200, `the stream answers ${stream.statusCode}`);
  expectThat(
    /^text\/event-stream\b/.test(stream.headers['content-type'] ?? ''),
    `a stream of ${stream.headers['content-type']}`,
  );
  expectThat(
    stream.headers['cache-control'] === 'no-cache',
    `cache-control ${stream.headers['cache-control']}`,
  );
  return stream;
}

const dataOf = (event: ServerSentEvent | undefined): unknown => JSON.parse(event?.data ?? 'null');

const names = (events: readonly ServerSentEvent[]): string => events.map(({ event }) => event).join(' ');

export const shipping = domain('shipping', {
  'tracks a shipment for anybody who knows its number': async ({ visitor }) => {
    const shown = await visitor().get(tracking('FFT0000000005'));
    expectJson(shown, 200, {
      ...shapes.shipment,
      id: 5,
      orderId: 5,
      carrier: 'Figpost',
      trackingNumber: 'FFT0000000005',
    });
    expectJson(await visitor().get(tracking('FFT9999999999')), 404, shapes.failure('NOT_FOUND'));
  },
  'shows every event of a journey in order': async (context) => {
    const { id, trackingNumber } = await onItsWay(context);
    const onItsWayId = await track(context, id, 'in_transit', 'Leipzig');
    const outId = await track(context, id, 'out_for_delivery', 'Hamburg');
    const event = (id: unknown, status: string, place: unknown) =>
      ({ id, status, place, at: instant }) as never;
    const events = [
      event(positive, 'label_created', filled),
      event(onItsWayId, 'in_transit', 'Leipzig'),
      event(outId, 'out_for_delivery', 'Hamburg'),
    ];
    const shown = await context.visitor().get(tracking(trackingNumber));
    expectJson(shown, 200, { ...shapes.shipment, id, trackingNumber, status: 'out_for_delivery', events });
  },
  'streams a snapshot, each new event, and the end': async (context) => {
    const { id, trackingNumber } = await onItsWay(context);
    const stream = eventsOf(await openStream(context.visitor(), trackingNumber));
    const events = await take(stream, 1);
    await track(context, id, 'in_transit', 'Leipzig');
    events.push(...(await take(stream, 1)));
    await track(context, id, 'delivered', 'Berlin');
    events.push(...(await take(stream, 9)));
    expectThat(names(events) === 'snapshot tracking tracking end', `events: ${names(events)}`);
    expectShape(dataOf(events[0]), { ...shapes.shipment, id, trackingNumber }, 'snapshot');
    expectShape(
      dataOf(events[1]),
      { ...shapes.trackingEvent, status: 'in_transit', place: 'Leipzig' },
      'first event',
    );
    expectShape(
      dataOf(events[2]),
      { ...shapes.trackingEvent, status: 'delivered', place: 'Berlin' },
      'second event',
    );
    expectShape(dataOf(events[3]), {}, 'end');
    expectThat(
      events[1]?.id !== undefined && Number(events[2]?.id) > Number(events[1].id),
      'ids do not grow',
    );
  },
  'goes on after the last event that a reader saw': async (context) => {
    const { id, trackingNumber } = await onItsWay(context);
    await track(context, id, 'in_transit', 'Leipzig');
    await track(context, id, 'out_for_delivery', 'Berlin');
    const shown = await context.visitor().get(tracking(trackingNumber));
    const { events } = expectJson<{ events: { id: number }[] }>(shown, 200, {
      ...shapes.shipment,
      events: eachOf(shapes.trackingEvent, { min: 3 }),
    });
    const stream = await openStream(context.visitor(), trackingNumber, {
      'last-event-id': String(events[0]?.id),
    });
    const reading = eventsOf(stream);
    const missed = await take(reading, 2);
    await reading.return();
    expectThat(names(missed) === 'tracking tracking', `events: ${names(missed)}`);
    expectThat(
      missed[0]?.id === String(events[1]?.id) && missed[1]?.id === String(events[2]?.id),
      'not the missed events',
    );
  },
  'ends at once for what has arrived': async (context) => {
    const stream = await openStream(context.visitor(), 'FFT0000000001');
    const events = await take(eventsOf(stream), 9);
    expectThat(names(events) === 'snapshot end', `events: ${names(events)}`);
    expectShape(dataOf(events[0]), { ...shapes.shipment, id: 1, status: 'delivered' }, 'snapshot');
  },
  'tells how soon to come back to a broken stream': async (context) => {
    const stream = await openStream(context.visitor(), 'FFT0000000001');
    stream.setEncoding('utf8');
    let body = '';
    for await (const chunk of stream) body += String(chunk);
    expectThat(/^retry: ?3000\n/m.test(body), `no retry: ${body.slice(0, 60)}`);
  },
  'has no stream of an unknown number': async ({ visitor }) => {
    expectJson(await visitor().get(`${tracking('FFT9999999999')}/stream`), 404, shapes.failure('NOT_FOUND'));
  },
});
