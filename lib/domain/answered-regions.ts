/** A Region and the addresses that its own name is answered with. */
export interface RegionAddresses {
  readonly region: string;
  readonly addresses: readonly string[];
}

/**
 * The Regions that an answer for a public name leads to: none when every address is a stranger's, several when users
 * are sent to several. DNS gives at most eight of a load balancer's addresses, others each time, so one in common with
 * the Region's own name is enough, and one that no Region owns beside it says nothing.
 *
 * @param own an address that two of them share belongs to the one that explains all the others too, the first of them
 */
export function answeredRegions(answered: readonly string[], own: readonly RegionAddresses[]): readonly string[] {
  const known = answered.filter((address) => own.some(({ addresses }) => addresses.includes(address)));
  if (known.length === 0) return [];
  const whole = own.find(({ addresses }) => known.every((address) => addresses.includes(address)));
  const some = own.filter(({ addresses }) => known.some((address) => addresses.includes(address)));
  return (whole ? [whole] : some).map(({ region }) => region);
}
