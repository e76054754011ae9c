import type { Place } from '../domain/step';

/** Headings of `alarms-runbook.md`: every alarm, and every message that a rule sends, names one. */
export const ALARM_HEADINGS = [
  'The active Region does not answer',
  'The witness is blind',
  'The records do not follow the active Region',
  'The watch fails',
  'A failover to this Region would not work',
  'Something is not as it was released',
  'Nobody can say what has drifted',
  'The active Region is at risk',
  'An event was not delivered',
  'A run ended badly',
] as const;
export type AlarmHeading = (typeof ALARM_HEADINGS)[number];

export interface AlarmWords {
  readonly place: Pick<Place, 'plan' | 'region'>;
  /** What happened and what it means, in one sentence without its full stop. */
  readonly says: string;
  /** What is safe to type next; it changes nothing. @default `npx understudy status` */
  readonly command?: string;
  readonly heading: AlarmHeading;
  /** The resource to look at, and its page in the console. */
  readonly lookAt: string;
}

/**
 * What a person reads of an alarm, in the console and in the mail that it sends: what happened and what it means, the
 * next safe command, the chapter of the runbook, the resource. CloudWatch takes 1,024 characters.
 *
 * The runbook is named as a file of this repository: a plan knows no address of a copy that is read, and a link that
 * is dead at three in the morning is worse than a path.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export const alarmText = ({ place, says, command = 'npx understudy status', heading, lookAt }: AlarmWords): string =>
  [
    `${place.plan.name} in ${place.region}: ${says}.`,
    `  ${command}`,
    `Runbook: ${runbookAt(heading)}`,
    `Look at: ${lookAt}`,
  ].join('\n');

/** Where the runbook says what to do. */
export const runbookAt = (heading: AlarmHeading): string => `docs/runbook.md#${anchorOf(heading)}`;

/** The anchor that a heading without punctuation has where Markdown is shown. */
const anchorOf = (heading: string): string => heading.toLowerCase().replaceAll(' ', '-');
