import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Where clouds answer their machines' own secrets: link-local addresses, and AWS's metadata service over IPv6. No
 * upstream stands there, so a name that leads there has been bent.
 */
const metadata = new BlockList();
metadata.addSubnet('169.254.0.0', 16, 'ipv4');
metadata.addSubnet('fe80::', 10, 'ipv6');
metadata.addAddress('fd00:ec2::254', 'ipv6');

/** Whether an upstream's name may lead to an address. A mapped IPv4 address counts as itself. */
export function mayLeadTo(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return !metadata.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * Finds the address of an upstream's name, for `connect`: the very address that is connected to is the one that is
 * checked, so an answer that changes in between changes nothing. An address that stands in the configuration itself is
 * not looked up.
 */
export const checkedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, found, family) => {
    const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
    const bent = error ? undefined : addresses.find((address) => !mayLeadTo(address));
    if (bent === undefined) callback(error, found, family);
    else callback(new Error(`${hostname} leads to ${bent}, where no upstream stands`), []);
  });
};
