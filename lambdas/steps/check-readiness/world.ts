import type { Readiness } from '../../../lib/domain/readiness';
import type { InputOf } from '../../../lib/domain/step';
import { claimPath } from '../../../lib/domain/traffic';
import type { Sends } from '../../edge/clients';
import type { Clock } from '../../edge/clock';
import type { ZoneDns } from '../../edge/dns';
import type { Log } from '../../edge/log';
import { planStacks } from '../../edge/other-releases';
import { readinessTable } from '../../edge/readiness-table';
import { reading } from '../../edge/reading';
import { pacedStacks } from '../../edge/release-stacks/paced-stacks';
import { seenStacks, UnfinishedLook } from '../../edge/release-stacks/seen-stacks';
import { sentStacks } from '../../edge/release-stacks/sent-stacks';
import { sayUnread } from '../../edge/say-unread';
import { type StackList, stackList } from '../../edge/stacks';
import { stagedRelease, type Verification } from '../../edge/staged-release';
import type { Web } from '../../edge/web';
import { type About, confirmedRegion } from './about';
import { aboutOf } from './active-region';
import { seenActiveRelease } from './active-release';
import { seenDatabases } from './aurora';
import type { Seen } from './decide';
import { seenHeartbeats } from './heartbeat';
import type { SeenSettlement } from './judge-settlement';
import { quietEpoch } from './judge-signal';
import { seenLags } from './lag-metrics';
import { leaving } from './leaving';
import { seenRecords } from './records';
import { seenSettlements } from './settlements';
import { checkReadiness } from './step';

type Input = InputOf<typeof checkReadiness>;

/** What readiness is read with. */
export interface Reads {
  readonly rds: Sends;
  readonly cloudwatch: Sends;
  readonly s3: Sends;
  /** S3 of another Region. */
  readonly s3In: (region: string) => Sends;
  readonly cloudformation: Sends;
  readonly web: Web;
  readonly dns: ZoneDns;
  readonly dynamo: Sends;
  readonly clock: Clock;
  /** Hears what could not be read and is done without. */
  readonly log: Log;
}

/** A function that was asleep starts within a second or two. */
const SIGNAL_MILLISECONDS_MAX = 5000;

/** All that a takeover needs, looked at side by side. Nothing is ever changed. */
export const world = ({ rds, cloudwatch, s3, s3In, cloudformation, web, dns, dynamo, clock, log }: Reads) => {
  const stacksHere = pacedStacks(cloudformation, clock);
  const verified = stagedRelease(s3, clock);
  // This step sends nothing, so nothing is remembered as sent.
  const stacksOf = seenStacks({ cloudformation: stacksHere, s3, clock }, sentStacks());
  /** Only of a release that is what was signed: its templates are what stacks are compared with. */
  async function standing(
    { release }: Verification,
    { list, readiness }: Known,
    input: Input,
  ): Promise<Seen['stacks']> {
    if (!release) return undefined;
    const { manifest } = release;
    const leaves = leaving({ readiness, release }, input);
    const looking = stacksOf.look(release, input, { list, leaves });
    const stacks = await reading('CloudFormation', looking.catch(unlessUnfinished));
    if (stacks.outcome !== 'read') return { manifest, stacks: stacksOf.soFar(release), unseen: stacks };
    if (!(stacks.value instanceof UnfinishedLook)) return { manifest, stacks: stacks.value };
    const unseen = { outcome: 'unfinished', because: stacks.value.message } as const;
    return { manifest, stacks: stacksOf.soFar(release), unseen };
  }
  return {
    async look(input: Input): Promise<Seen> {
      const list = stackList(stacksHere);
      const seenReleases = async (): Promise<Releases> => {
        const readiness = await checkedBefore({ dynamo, log }, input);
        // Whether its age counts hangs on the databases, which are read at the same time.
        const release = await verified({ ...input, attested: readiness?.verified, isAgeTold: true });
        return { release, stacks: await standing(release, { list, readiness }, input) };
      };
      const [beside, { release, stacks }, heartbeats, others, activeRelease] = await Promise.all([
        seenBeside({ rds, cloudwatch, web, dns }, input),
        seenReleases(),
        seenHeartbeats(web, input),
        planStacks(list, input),
        seenActiveRelease(s3In, input),
      ]);
      return { ...beside, heartbeats, release, stacks, planStacks: others, activeRelease };
    },
    perform: async () => {},
  };
};

function unlessUnfinished(error: unknown): UnfinishedLook {
  if (error instanceof UnfinishedLook) return error;
  throw error;
}

/** What stacks are seen with, beside the release. */
interface Known {
  readonly list: StackList;
  readonly readiness: Readiness | undefined;
}

/**
 * What the last check has found, where users wait: of a large release that it verified a sample is read again, to see
 * that it still may be, and DeployStacks reads the rest before it creates anything. What cannot be read is not there.
 */
async function checkedBefore(
  { dynamo, log }: Pick<Reads, 'dynamo' | 'log'>,
  { plan, names, run, confirmOutage }: Input,
): Promise<Readiness | undefined> {
  if (!confirmOutage) return undefined;
  const say: Log = (line) => log({ step: checkReadiness.name, ...line, runId: run.id });
  const readiness = readinessTable(dynamo, { plan: plan.name, names }).read();
  const read = sayUnread(say, await reading('dynamodb:GetItem of the readiness', readiness));
  return read.outcome === 'read' ? read.value : undefined;
}

type Releases = Pick<Seen, 'release' | 'stacks'>;
type Beside = Pick<Seen, 'databases' | 'settlements' | 'signal' | 'lags' | 'records'>;

/** Databases and settlements, and what hangs on them: only a check has to see them before it knows what else to ask. */
async function seenBeside(
  { rds, cloudwatch, web, dns }: Pick<Reads, 'rds' | 'cloudwatch' | 'web' | 'dns'>,
  input: Input,
): Promise<Beside> {
  const lookedAt = Promise.all([seenDatabases(rds, input), seenSettlements(dns, input)]);
  const following = async (about: About, settled: readonly SeenSettlement[]) =>
    Promise.all([
      web.ask({ url: signalUrl(input, settled), timeoutMilliseconds: SIGNAL_MILLISECONDS_MAX }),
      reading('cloudwatch:GetMetricData', seenLags(cloudwatch, about)),
      seenRecords(dns, about),
    ]);
  const isConfirmed = confirmedRegion(input) !== undefined;
  const known = isConfirmed ? following(aboutOf(input, NOTHING_SEEN), []) : undefined;
  const [databases, settlements] = await lookedAt;
  const [signal, lags, records] = await (known ?? following(aboutOf(input, { databases, settlements }), settlements));
  return { databases, settlements, signal, lags, records };
}

const NOTHING_SEEN = { databases: [], settlements: [] };

const signalUrl = ({ run, epoch }: Input, settlements: readonly SeenSettlement[]) =>
  new URL(claimPath(quietEpoch({ epoch }, settlements)), run.signalUrl).href;
