import { describe, expect, it } from 'vitest';
import { plural, snakeCase } from '../../../src/graph/data/names.ts';

describe('snakeCase', () => {
  it.each([
    ['OrderLine', 'order_line'],
    ['HTTPLog', 'http_log'],
    ['user', 'user'],
    ['OAuth2Token', 'o_auth2_token'],
  ])('%s is %s', (name, expected) => expect(snakeCase(name)).toBe(expected));
});

describe('plural', () => {
  it.each([
    ['User', 'Users'],
    ['category', 'categories'],
    ['box', 'boxes'],
    ['Person', 'People'],
    ['users', 'users'],
    ['day', 'days'],
    ['metadata', 'metadata'],
    ['orderStatus', 'orderStatuses'],
  ])('%s is %s', (name, expected) => expect(plural(name)).toBe(expected));
});
