import { announcingIn } from '../../../lib/domain/announcement';
import {
  describingWriters,
  LISTING_ALARMS,
  readingRegions,
  readingRuns,
  WRITING_METRICS,
} from '../../../lib/domain/permissions';
import type { Permission, Place } from '../../../lib/domain/step';
import {
  divergencePartition,
  fencePartition,
  lockPartition,
  onlyKeys,
  presencePartition,
  warmPartition,
} from '../../../lib/domain/table-items';
import { defineTrigger } from '../../../lib/domain/trigger';

/** Whether this Region only looks: the plan's witness holds nothing, starts nothing and reads no table. */
export const isWitness = ({ plan, region }: Place): boolean => plan.watch.witness === region;

/**
 * It sleeps for most of what is billed. A minute takes 40 ms of a whole CPU in the rehearsal, where connections stay
 * open, and some 30 ms more to open ten; with 256 MB (0.145 of a CPU) that is half a second, far from the 2.5 s that a
 * call may take, and it fills 80 MB.
 */
const MEMORY_MEGABYTES = 256;

export const watchRegion = defineTrigger({
  name: 'WatchRegion',
  purpose: 'The active Region is probed from here all the time, and what must follow from what is found is started.',
  // One invocation covers the minute until the schedule starts the next.
  timeoutSeconds: 60,
  isAlwaysBusy: true,
  memoryMegabytes: MEMORY_MEGABYTES,
  permissions: (place) => (isWitness(place) ? [WRITING_METRICS] : [...watching(place), ...keeping(place)]),
});

/** To find out who is active and whether it is down, and to start what follows. */
const watching = (place: Place): Permission[] => [
  ...describingWriters(place),
  WRITING_METRICS,
  LISTING_ALARMS,
  {
    actions: ['states:StartExecution'],
    resources: (['failover', 'settle', 'stand-down', 'retire'] as const).map((verb) => place.names.machineArn(verb)),
  },
  // A planned run that waits for a Region that is down is ended, so that a failover may begin.
  { actions: ['states:StopExecution'], resources: [place.names.executionsArn('switchover')] },
];

/** To keep this Region's items, to know what the others' items say. */
const keeping = (place: Place): Permission[] => [
  {
    actions: ['dynamodb:PutItem'],
    resources: [place.names.tableArn],
    conditions: onlyKeys(presencePartition(place.plan.name), warmPartition(place.plan.name)),
  },
  {
    actions: ['dynamodb:GetItem'],
    resources: [place.names.tableArn],
    conditions: onlyKeys(
      divergencePartition(place.plan.name),
      fencePartition(place.plan.name),
      warmPartition(place.plan.name),
      lockPartition(place.plan.name),
    ),
  },
  // What a planned run has done already says whether it may be ended.
  readingRuns(place),
  ...readingRegions(place),
  ...announcingIn(place, [place.region]),
  // Each minute its value alone is read, which costs one call.
  { actions: ['ssm:GetParameter'], resources: [place.names.activeRegionParameterArn] },
];
