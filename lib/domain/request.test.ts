import { REASON_CHARACTERS_MAX, readRequest } from './request';

const alarmArn = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm:understudy-orders-region-down';
const at = '2026-11-21T12:00:00Z';
const alarm = { kind: 'alarm', alarmArn, eventId: 'e-1', at };
const watch = { kind: 'watch', alarmArn, at };
const long = 'x'.repeat(REASON_CHARACTERS_MAX);

test.each<[string, object, object]>([
  ['a reason', { reason: 'us-east-1 is dark' }, { reason: 'us-east-1 is dark' }],
  ["the console's comment as the reason", { Comment: 'by hand' }, { reason: 'by hand' }],
  ['the longest reason', { reason: long }, { reason: long }],
  ['a reason on several lines as one line', { reason: 'a\nb' }, { reason: 'a b' }],
  ['what an alarm started', { reason: 'x', trigger: alarm }, { reason: 'x', trigger: alarm }],
  ['what the watch started', { reason: 'x', trigger: watch }, { reason: 'x', trigger: watch }],
  [
    "a person's word that no majority is needed",
    { reason: 'x', withoutMajority: 'eu-west-1 is\nclosed' },
    { reason: 'x', withoutMajority: 'eu-west-1 is closed' },
  ],
])('a request takes %s', (_, input, request) => {
  expect(readRequest(input)).toEqual({ request });
});

test.each<[string, unknown, string]>([
  ['no object', [], 'input: expected an object such as {"reason": "…"}, got an array'],
  ['no reason', {}, 'input.reason: required'],
  ['an empty reason', { reason: ' ' }, 'input.reason: required'],
  ['two reasons', { reason: 'x', Comment: 'y' }, 'input: reason and Comment were both given; keep reason'],
  ['a reason that is too long', { reason: `${long}x` }, 'input.reason: got 501 characters, at most 500 are allowed'],
  ['a misspelt key', { reason: 'x', withoutMajorty: 'y' }, 'did you mean withoutMajority'],
  ['an alarm without its event', { reason: 'x', trigger: { ...alarm, eventId: undefined } }, 'input.trigger.eventId:'],
  ['a watch with an event', { reason: 'x', trigger: { ...watch, eventId: 'e-1' } }, 'input.trigger'],
  [
    'an empty word about the majority',
    { reason: 'x', withoutMajority: '' },
    'input.withoutMajority: expected a sentence',
  ],
  ['a word about the majority that is none', { reason: 'x', withoutMajority: true }, 'input.withoutMajority: expected'],
  [
    'a word about the majority that is too long',
    { reason: 'x', withoutMajority: `${long}x` },
    'input.withoutMajority: got 501 characters',
  ],
  [
    'a trigger that does without a majority',
    { reason: 'x', trigger: watch, withoutMajority: 'y' },
    'input.withoutMajority: only a person may say it',
  ],
])('a request refuses %s', (_, input, problem) => {
  expect(readRequest(input)).toMatchObject({ problems: [expect.stringContaining(problem)] });
});
