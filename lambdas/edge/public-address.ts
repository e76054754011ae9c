import ipaddr from 'ipaddr.js';

/**
 * What kind of address this is when it must not be called, or `undefined` when it is an ordinary public one. Everything
 * that is not plain unicast is refused by name: loopback, link-local (instance metadata), private and carrier-grade
 * networks, and IPv6 forms that carry an IPv4 address inside.
 */
export function addressProblem(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return 'not an IP address';
  const range = ipaddr.parse(address).range();
  return range === 'unicast' ? undefined : range;
}
