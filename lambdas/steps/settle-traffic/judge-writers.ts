import { refuse, wait } from '../../../lib/domain/decision';
import { listed } from '../../../lib/domain/text';
import type { Writer } from '../../edge/writers';

/**
 * Why the records are not settled for this Region, or `undefined` when every writer is here. A claim alone does not
 * say so: a writer can have been moved by hand since, and users must not be bound to a Region that cannot write.
 */
export function judgeWriters(writers: readonly Writer[], here: string) {
  const homeless = writers.filter(({ region }) => region === undefined).map(({ globalCluster }) => globalCluster);
  if (homeless.length > 0) return wait(`no member of ${listed(homeless)} is the writer now`);
  const elsewhere = writers.filter(({ region }) => region !== here);
  if (elsewhere.length === 0) return undefined;
  const places = elsewhere.map(({ globalCluster, region }) => `the writer of ${globalCluster} is in ${region}`);
  return refuse(
    `${listed(places)}, and not in ${here}: records are settled for the Region that has every writer; ` +
      'start the failover machine in the Region that shall be active',
  );
}
