import type { InputOf } from '../../../lib/domain/step';
import { claimPath } from '../../../lib/domain/traffic';
import type { Sends } from '../../edge/clients';
import type { ZoneDns } from '../../edge/dns';
import { planStacks } from '../../edge/other-releases';
import { reading } from '../../edge/reading';
import { seenStacks } from '../../edge/release-stacks/seen-stacks';
import { sentStacks } from '../../edge/release-stacks/sent-stacks';
import { stagedRelease, type Verification } from '../../edge/staged-release';
import type { Web } from '../../edge/web';
import { seenDatabases } from './aurora';
import type { Seen } from './decide';
import { seenHeartbeats } from './heartbeat';
import type { SeenStacks } from './judge-stacks';
import { seenLags } from './lag-metrics';
import { seenRecords } from './records';
import { seenSettlements } from './settlements';
import type { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** What readiness is read with. */
export interface Reads {
  readonly rds: Sends;
  readonly cloudwatch: Sends;
  readonly s3: Sends;
  readonly cloudformation: Sends;
  readonly web: Web;
  readonly dns: ZoneDns;
}

/** A function that was asleep starts within a second or two. */
const SIGNAL_MILLISECONDS_MAX = 5000;

/** All that a takeover needs, looked at side by side. Nothing is ever changed. */
export const world = ({ rds, cloudwatch, s3, cloudformation, web, dns }: Reads) => {
  const verified = stagedRelease(s3);
  // This step sends nothing, so nothing is remembered as sent.
  const stacksOf = seenStacks({ cloudformation, s3 }, sentStacks());
  /** Only of a release that is what was signed: its templates are what stacks are compared with. */
  async function standing({ release }: Verification, input: Input): Promise<SeenStacks> {
    if (!release) return undefined;
    const { manifest } = release;
    const stacks = await reading('CloudFormation', stacksOf.look(release, input));
    return stacks.outcome === 'read' ? { outcome: 'read', value: { manifest, stacks: stacks.value } } : stacks;
  }
  return {
    async look(input: Input): Promise<Seen> {
      const [databases, lags, heartbeats, { release, stacks }, others, signal, settlements, records] =
        await Promise.all([
          seenDatabases(rds, input),
          reading('cloudwatch:GetMetricData', seenLags(cloudwatch, input)),
          seenHeartbeats(web, input),
          // Whether its age counts hangs on the databases, which are read at the same time.
          verified({ ...input, isAgeTold: true }).then(async (release) => ({
            release,
            stacks: await standing(release, input),
          })),
          planStacks(cloudformation, input),
          web.ask({ url: signalUrl(input), timeoutMilliseconds: SIGNAL_MILLISECONDS_MAX }),
          seenSettlements(dns, input),
          seenRecords(dns, input),
        ]);
      return { databases, lags, heartbeats, release, stacks, planStacks: others, signal, settlements, records };
    },
    perform: async () => {},
  };
};

/** Asks whether this Region claims the epoch of this run or a later one. */
const signalUrl = ({ run, epoch }: Input) => new URL(claimPath(epoch - 1), run.signalUrl).href;
