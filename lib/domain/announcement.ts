import { ACTIVE_REGION_EVENT, EVENT_SOURCE, type Names, namesOf } from './names';
import type { Permission, Place } from './step';

/** What pipelines and infrastructure code are told: `detail` of the event on each Region's default bus. */
export interface Announcement {
  readonly plan: string;
  readonly activeRegion: string;
  /** @default nobody knows it */
  readonly previousRegion?: string | undefined;
  /** Number × 100 + rank; of two announcements the one with the higher epoch is the newer. */
  readonly epoch: number;
  /** The run that moved users. @default the watch of the Region has noticed it by itself */
  readonly runId?: string;
  readonly verb?: string;
}

/** What the parameter of a Region says. */
export interface Announced {
  readonly activeRegion: string;
  /** 0 when its description names none: somebody else wrote it. */
  readonly epoch: number;
}

/** The value is the bare name of the Region, for whoever reads it; the description keeps the epoch beside it. */
export const parameterDescription = ({ plan, epoch }: Pick<Announcement, 'plan' | 'epoch'>): string =>
  `Region that is active for the plan ${plan}, epoch ${epoch}. Written by Understudy: not to be edited.`;

/** @param description of a parameter's version */
export const epochInDescription = (description: string | undefined): number =>
  Number(/, epoch (\d+)\./.exec(description ?? '')?.[1] ?? 0);

/** The parameter and the default bus of these Regions, and nothing else there. */
export const announcingIn = ({ plan, names }: Place, regions: readonly string[]): Permission[] => [
  {
    actions: ['ssm:GetParameterHistory', 'ssm:PutParameter'],
    resources: regions.map((region) => namesOf(plan, region).activeRegionParameterArn),
  },
  {
    actions: ['events:PutEvents'],
    resources: regions.map((region) => defaultBusArn({ partition: names.partition, region, account: plan.account })),
    // Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    conditions: { StringEquals: { 'events:source': EVENT_SOURCE, 'events:detail-type': ACTIVE_REGION_EVENT } },
  },
];

/** ARN of the default EventBridge bus of a Region. */
export const defaultBusArn = ({
  partition,
  region,
  account,
}: Pick<Names, 'partition'> & { region: string; account: string }) =>
  `arn:${partition}:events:${region}:${account}:event-bus/default`;
