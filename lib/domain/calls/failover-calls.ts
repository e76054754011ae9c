import { announcingIn } from '../announcement';
import { readingFence, scalingHere, unfencing } from '../fence-permissions';
import { inRegion } from '../names';
import { readingEpochs } from '../permissions';
import type { Plan } from '../plan';
import { type AnyStep, isStepNeeded } from '../step';
import { approvalPartition, lockPartition, readinessPartition, timingPartition, warmPartition } from '../table-items';
import { type AwsCall, type Written, writtenOut } from './call';
import { describingMembers, describingWriters, measuringLag, promoting } from './database-calls';
import { fromPermissions } from './from-permissions';
import type { CallPlace } from './place';
import { creatingStacks, deletingStacks, readingRelease, seeingStacks } from './stack-calls';
import {
  admissionPartitions,
  elsewhere,
  guarding,
  itemCalls,
  readingDatabaseEvents,
  readingOwnClaim,
  recording,
} from './table-calls';
import { claiming } from './traffic-calls';

/** A run that died before, whose last call may be under way. */
const AFTER_A_DEAD_RUN = 'an earlier run has died and holds the lock';
const WHEN_IT_FAILS = 'the run fails before its promotion was sent';

/** The operators and the plan's own topics, in this Region. */
const telling = ({ plan, region, names }: CallPlace): Written[] =>
  [names.topicArn, ...plan.notify.map((topic) => inRegion(topic, region))].map((topic) => ({
    call: 'sns:Publish',
    resources: [topic],
    without: 'a topic that cannot be told is named in the report',
  }));

const archiving = ({ names }: CallPlace): Written => ({
  call: 's3:PutObject',
  resources: [`arn:${names.partition}:s3:::${names.evidenceBucket}/*`],
});

const hooks =
  (point: keyof Plan['hooks']) =>
  ({ plan, region, names }: CallPlace): Written[] =>
    plan.hooks[point].map(({ function: name }) => ({
      call: 'lambda:InvokeFunction',
      resources: [`arn:${names.partition}:lambda:${region}:${plan.account}:function:${name}`],
    }));

const closingDeadRun = (place: CallPlace): Written[] =>
  [
    { call: 'states:DescribeExecution', resources: [place.names.executionsArn('failover')] },
    archiving(place),
    ...telling(place),
  ].map((call) => ({ ...call, when: AFTER_A_DEAD_RUN }));

const admitting = (place: CallPlace): Written[] => {
  const [lock = '', ...rest] = admissionPartitions(place);
  return [
    ...itemCalls(place, lock, ['GetItem', 'PutItem', 'UpdateItem']),
    ...rest.flatMap((partition) => itemCalls(place, partition, ['GetItem'])),
    ...elsewhere(place, admissionPartitions(place), 'a Region that is dark is admitted without, by majority'),
    ...closingDeadRun(place),
  ];
};

const confirming = (place: CallPlace): Written[] => {
  const { databases, watch } = place.plan;
  const alarms: Written = { call: 'cloudwatch:DescribeAlarms', resources: ['*'] };
  return [
    ...describingWriters(place),
    ...(databases.length > 0 ? measuringLag(place) : readingOwnClaim(place)),
    alarms,
    ...(watch.witness === undefined
      ? []
      : [{ ...alarms, region: watch.witness, without: 'the witness counts as unheard' }]),
  ];
};

/** Everybody can read which Region is active, also where nothing else of this run could be seen. */
const announcing = (place: CallPlace): Written[] => [
  ...fromPermissions(announcingIn(place, place.plan.regions), {
    without: 'the watch of that Region says it again, each minute',
  }),
  ...fromPermissions([readingEpochs(place)], {
    when: 'a Region says a higher epoch',
    without: 'what a dark Region holds does not count',
  }),
];

const WHERE_FENCED = 'this Region was fenced before';

/** What the fence of this Region has stopped of the stacks that are taken over. */
const startingServices = (place: CallPlace): Written[] => [
  ...fromPermissions(readingFence(place)),
  ...fromPermissions(scalingHere(place), { when: WHERE_FENCED }),
];

/** Here: a failover has stopped nothing anywhere else. */
const liftingFence = (place: CallPlace): Written[] => [
  ...[
    ...fromPermissions(unfencing(place)).filter(({ region = place.region }) => region === place.region),
    ...(place.plan.databases.length > 0 ? describingWriters(place) : readingOwnClaim(place)),
  ].map((call) => ({ ...call, when: WHERE_FENCED })),
  ...hooks('unfence')(place),
];

/** What the last check has verified. */
const readingAttestation = (place: CallPlace): Written[] =>
  itemCalls(place, readinessPartition(place.plan.name), ['GetItem']).map((call) => ({
    ...call,
    without: 'every object of the release is read',
  }));

/** What may still refer to the stacks that this run has made. */
const seeingWhatRefers = (place: CallPlace): Written[] => [
  ...readingOwnClaim(place),
  ...describingWriters(place),
  ...itemCalls(place, lockPartition(place.plan.name), ['GetItem']),
  ...itemCalls(place, warmPartition(place.plan.name), ['GetItem', 'PutItem']),
];

/** Of each step of a failover in its order, besides the records that every step leaves. */
const CALLS: Readonly<Record<string, (place: CallPlace) => Written[]>> = {
  AdmitRun: admitting,
  ConfirmOutage: confirming,
  CheckReadiness: (place) => [
    ...readingAttestation(place),
    ...describingWriters(place),
    ...describingMembers(place),
    ...measuringLag(place),
    ...readingRelease(place),
    ...seeingStacks(place),
  ],
  AuthorizePromotion: (place) => [
    ...itemCalls(place, approvalPartition(place.plan.name), ['GetItem', 'PutItem']),
    ...telling(place),
    ...describingWriters(place),
  ],
  BeforePromotion: hooks('beforePromotion'),
  PromoteDatabase: (place) => [
    ...describingWriters(place),
    ...describingMembers(place),
    ...promoting(place),
    ...readingDatabaseEvents(place),
  ],
  AfterPromotion: hooks('afterPromotion'),
  DeployStacks: (place) => [
    ...readingRelease(place),
    ...seeingStacks(place),
    ...creatingStacks(place),
    ...deletingStacks(place, 'an earlier run has left it half made'),
    ...startingServices(place),
  ],
  RunCanaries: () => [],
  BeforeTraffic: hooks('beforeTraffic'),
  ShiftTraffic: claiming,
  VerifyTraffic: () => [],
  AnnounceRegion: announcing,
  AfterTraffic: hooks('afterTraffic'),
  RetireStacks: (place) =>
    [...seeingStacks(place), ...deletingStacks(place, WHEN_IT_FAILS), ...seeingWhatRefers(place)].map((call) => ({
      ...call,
      when: WHEN_IT_FAILS,
    })),
  UnfenceRegion: liftingFence,
  CloseRun: (place) => [
    ...itemCalls(place, lockPartition(place.plan.name), ['GetItem', 'UpdateItem']),
    ...itemCalls(place, timingPartition(place.plan.name), ['GetItem', 'PutItem']).map((call) => ({
      ...call,
      without: 'how long the steps took is not remembered',
    })),
    archiving(place),
    ...telling(place),
  ],
};

/**
 * Every call to AWS that a failover to the Region of `place` would make, step by step, with resolved ARNs. Calls that
 * are not to AWS (canaries, DNS, probes) are none of them. Twice the same call of one step stands here once.
 *
 * @param steps of the failover as the plan needs it, in their order
 * @throws for a step whose calls nobody has written down here
 */
export const failoverCalls = (place: CallPlace, steps: readonly AnyStep[]): AwsCall[] =>
  steps.filter((step) => isStepNeeded(step, place.plan)).flatMap((step) => callsOf(step, place));

/**
 * The same without the writes of lock and records, which are made here: what a Lambda can name that may not read the
 * workflow. Of steps that the plan leaves out they name what is here alone.
 */
export const workingCalls = (place: CallPlace): AwsCall[] =>
  Object.entries(CALLS).flatMap(([step, written]) =>
    unique(written(place).map((call) => writtenOut(step, place.region, call))),
  );

function callsOf(step: AnyStep, place: CallPlace): AwsCall[] {
  const written = CALLS[step.name];
  if (!written) throw new Error(`the calls of ${step.name} are not known: write them into failover-calls.ts`);
  const calls = [...written(place), ...(step.fenced ? guarding(place) : []), ...recording(place)];
  return unique(calls.map((call) => writtenOut(step.name, place.region, call)));
}

const unique = (calls: readonly AwsCall[]): AwsCall[] => [
  ...new Map(calls.map((call) => [JSON.stringify([call.region, call.rights]), call])).values(),
];

/** Names of the steps whose calls are known. */
export const STEPS_WITH_CALLS: readonly string[] = Object.keys(CALLS);
