// The barrel that most of the shop imports from.
export * from './cache.ts';
export * from './clock.ts';
export * from './decimal.ts';
export * from './errors.ts';
export * from './event-bus.ts';
export * from './http.ts';
export * from './logger.ts';
export * from './validate.ts';
