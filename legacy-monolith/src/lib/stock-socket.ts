// WebSocket /ws/stock: who wants to know how many are left is told whenever it changes.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { findVariantBySku } from '../models/variant.ts';
import { availableOf } from '../models/stock.ts';
import { bus } from './event-bus.ts';
import { log } from './logger.ts';

const subscriptions = new Map<WebSocket, Map<number, string>>();
const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });

function send(socket: WebSocket, message: object): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

function parse(data: string): { type?: unknown; sku?: unknown } | null {
  try {
    const message: unknown = JSON.parse(data);
    return typeof message === 'object' && message !== null ? message : null;
  } catch {
    return null;
  }
}

async function receive(socket: WebSocket, data: string): Promise<void> {
  const message = parse(data);
  const wanted = subscriptions.get(socket);
  if (!wanted) return;
  if (message?.type === 'ping') return send(socket, { type: 'pong' });
  if ((message?.type !== 'subscribe' && message?.type !== 'unsubscribe') || typeof message.sku !== 'string') {
    return send(socket, { type: 'error', code: 'BAD_MESSAGE' });
  }
  const variant = await findVariantBySku(message.sku);
  if (!variant) return send(socket, { type: 'error', code: 'UNKNOWN_SKU', sku: message.sku });
  if (message.type === 'unsubscribe') {
    wanted.delete(variant.id);
    return send(socket, { type: 'unsubscribed', sku: variant.sku });
  }
  wanted.set(variant.id, variant.sku);
  send(socket, { type: 'stock', sku: variant.sku, available: await availableOf(variant.id) });
}

server.on('connection', (socket) => {
  subscriptions.set(socket, new Map());
  send(socket, { type: 'hello', version: 1 });
  socket.on('message', (data) => {
    receive(socket, String(data)).catch((error: unknown) => log('error', 'stock socket failed', error));
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => subscriptions.delete(socket));
});

bus.on('stock.changed', async ({ variantIds }) => {
  for (const variantId of variantIds) {
    const listeners = [...subscriptions].filter(([, wanted]) => wanted.has(variantId));
    if (listeners.length === 0) continue;
    const available = await availableOf(variantId);
    for (const [socket, wanted] of listeners) send(socket, { type: 'stock', sku: wanted.get(variantId), available });
  }
});

export function upgradeToStockSocket(req: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const path = (req.url ?? '').split('?')[0];
  if (path !== '/ws/stock') {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    return;
  }
  server.handleUpgrade(req, socket, head, (client) => server.emit('connection', client, req));
}

export function closeStockSockets(): void {
  for (const socket of subscriptions.keys()) socket.terminate();
  subscriptions.clear();
}
