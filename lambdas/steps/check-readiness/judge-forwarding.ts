import { laneOf } from '../../../lib/domain/release';
import { oneLine } from '../../../lib/domain/text';
import { type Finding, holds, problem, together } from '../../edge/finding';
import { type About, isCheck } from './about';
import { isPromoted, type SeenDatabase } from './judge-databases';

/**
 * Whether the write that a drill sends would be refused here. A member with write forwarding hands it on to the writer,
 * and it would be a row in production.
 *
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-write-forwarding.html
 */
export function judgeForwarding(seen: readonly SeenDatabase[], about: About): Finding {
  const isDrill = laneOf(about.run.verb) === 'drill';
  const writes = about.plan.canaries.filter(({ kind, drillUrl }) => kind === 'write' && drillUrl !== undefined);
  if (writes.length === 0 || !(isDrill || isCheck(about))) return holds();
  return together(
    seen.map((found) => {
      const sentence = forwarding(found, about);
      if (sentence === undefined) return holds();
      return isDrill ? problem(sentence) : holds(`a drill would be refused: ${sentence}`);
    }),
  );
}

function forwarding(found: SeenDatabase, about: About): string | undefined {
  const { database, global } = found;
  const status = global.outcome === 'read' ? global.value?.memberHere?.writeForwarding : undefined;
  if (status === undefined || status === 'disabled' || isPromoted(found, about)) return undefined;
  const { region } = about;
  return (
    `${database.globalCluster}: write forwarding of the member here is ${oneLine(status, 20)}, so a drill's write ` +
    `would reach production; take the drillUrl from the write canaries, or: aws rds modify-db-cluster ` +
    `--region ${region} --db-cluster-identifier ${database.clusters[region] ?? ''} --no-enable-global-write-forwarding`
  );
}
