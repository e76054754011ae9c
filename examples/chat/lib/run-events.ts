import { EventField, type EventPattern } from 'aws-cdk-lib/aws-events';

/** Each call of a run would be more than anybody reads; they are told too, as `Understudy Step Called`. */
const TOLD = [
  'Understudy Run Started',
  'Understudy Step Done',
  'Understudy Step Failed',
  'Understudy Run Approval',
  'Understudy Run Ended',
];

/** What a team wants to hear of a plan: everything but checks, which come several times a day and tell by an alarm. */
export const runsOf = (plan: string): EventPattern => ({
  source: ['understudy'],
  detailType: TOLD,
  detail: { plan: [plan], verb: [{ 'anything-but': ['check'] }] },
});

const field = (name: string): string => EventField.fromPath(`$.detail.${name}`);

/**
 * Fields of an event. Each must stand as a whole value: EventBridge then puts it into quotes and escapes what is in it,
 * and a sentence with quotes of its own cannot break the message.
 *
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const EVENT = {
  id: EventField.eventId,
  title: EventField.detailType,
  plan: field('plan'),
  verb: field('verb'),
  region: field('region'),
  run: field('run'),
  step: field('step'),
  seq: field('seq'),
  because: field('because'),
  at: field('at'),
} as const;
