import { lookup as lookUp } from 'node:dns';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { checkedLookup, mayLeadTo } from '../../src/forward/checked-lookup.ts';
import { httpUpstream } from '../kit/upstream.ts';

it.each([
  '169.254.169.254',
  '169.254.0.1',
  '::ffff:169.254.169.254',
  'fe80::1',
  'fe80::1%eth0',
  'febf::1',
  'fd00:ec2::254',
])('no name of an upstream may lead to %s', (address) => expect(mayLeadTo(address)).toBe(false));

it.each([
  '127.0.0.1',
  '10.0.0.5',
  '169.253.1.1',
  '169.255.1.1',
  '::1',
  'fd00::1',
  '2001:db8::1',
  '::ffff:10.0.0.5',
])('one may lead to %s', (address) => expect(mayLeadTo(address)).toBe(true));

it('a name leads where it led before', async () => {
  const upstream = await httpUpstream('monolith');
  const address = await new Promise((resolve) =>
    lookUp('localhost', { family: 4 }, (_error, found) => resolve(found)),
  );
  const socket = connect({ host: 'localhost', port: upstream.port, family: 4, lookup: checkedLookup });
  await new Promise((resolve) => socket.once('connect', resolve));
  expect(socket.remoteAddress).toBe(address);
  socket.destroy();
  await upstream.close();
});

it('a name of nobody is refused as before', async () => {
  const socket = connect({ host: 'nobody.invalid', port: 80, lookup: checkedLookup });
  const error = await new Promise<NodeJS.ErrnoException>((resolve) => socket.once('error', resolve));
  expect(error.code).toMatch(/ENOTFOUND|EAI_AGAIN/);
});
