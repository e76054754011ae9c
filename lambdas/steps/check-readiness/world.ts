import type { InputOf } from '../../../lib/domain/step';
import { claimPath } from '../../../lib/domain/traffic';
import type { Sends } from '../../edge/clients';
import type { ZoneDns } from '../../edge/dns';
import { reading } from '../../edge/reading';
import { stagedRelease } from '../../edge/staged-release';
import type { Web } from '../../edge/web';
import { seenDatabases } from './aurora';
import type { Seen } from './decide';
import { seenHeartbeats } from './heartbeat';
import { seenLags } from './lag-metrics';
import { seenRecords } from './records';
import { seenSettlements } from './settlements';
import type { checkReadiness } from './step';

/** What readiness is read with. */
export interface Reads {
  readonly rds: Sends;
  readonly cloudwatch: Sends;
  readonly s3: Sends;
  readonly web: Web;
  readonly dns: ZoneDns;
}

/** A function that was asleep starts within a second or two. */
const SIGNAL_MILLISECONDS_MAX = 5000;

/** All that a takeover needs, looked at side by side. Nothing is ever changed. */
export const world = ({ rds, cloudwatch, s3, web, dns }: Reads) => {
  const verified = stagedRelease(s3);
  return {
    async look(input: InputOf<typeof checkReadiness>): Promise<Seen> {
      const [databases, lags, heartbeats, release, signal, settlements, records] = await Promise.all([
        seenDatabases(rds, input),
        reading('cloudwatch:GetMetricData', seenLags(cloudwatch, input)),
        seenHeartbeats(web, input),
        verified(input),
        web.ask({ url: signalUrl(input), timeoutMilliseconds: SIGNAL_MILLISECONDS_MAX }),
        seenSettlements(dns, input),
        seenRecords(dns, input),
      ]);
      return { databases, lags, heartbeats, release, signal, settlements, records };
    },
    perform: async () => {},
  };
};

/** Asks whether this Region claims the epoch of this run or a later one. */
const signalUrl = ({ run, epoch }: InputOf<typeof checkReadiness>) => new URL(claimPath(epoch - 1), run.signalUrl).href;
