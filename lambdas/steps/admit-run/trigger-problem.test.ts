import { ALARM_AGE_SECONDS_MAX, type Trigger } from '../../../lib/domain/request';
import { VERBS, type Verb } from '../../../lib/domain/verbs';
import { document, inputFor, NOW } from '../../../test/fixtures';
import { admitRun } from './step';
import { triggerProblem } from './trigger-problem';

const { names } = inputFor(admitRun);
const triggers = {
  alarm: { kind: 'alarm', alarmArn: names.alarmArn, eventId: 'e', at: NOW },
  watch: { kind: 'watch', alarmArn: names.alarmArn, at: NOW },
  risk: { kind: 'risk', alarmArn: names.riskAlarmArn, eventId: 'e', at: NOW },
  schedule: { kind: 'schedule', at: NOW },
  upkeep: { kind: 'upkeep', at: NOW },
} satisfies Record<Trigger['kind'], Trigger>;
const problem = (verb: Verb, trigger: Trigger | undefined) =>
  triggerProblem(trigger ? { trigger } : {}, inputFor(admitRun, { run: { ...document.run, verb } }));

test.each<[Verb, readonly string[]]>([
  ['failover', ['alarm', 'watch']],
  ['switchover', []],
  ['drill', ['schedule']],
  ['prewarm', ['risk']],
  ['check', ['schedule']],
  ['settle', []],
  ['stand-down', ['upkeep']],
  ['retire', ['upkeep']],
])('a %s is started by persons and, of all triggers, by %j', (verb, kinds) => {
  const accepted = Object.values(triggers).filter((trigger) => problem(verb, trigger) === undefined);
  expect(accepted.map(({ kind }) => kind)).toEqual(kinds);
  expect(problem(verb, undefined)).toBeUndefined();
});

test('every verb says what may start it', () => {
  for (const verb of VERBS) expect(problem(verb, { ...triggers.alarm, alarmArn: 'x' })).toBeDefined();
  expect(problem('switchover', triggers.watch)).toContain('trigger watch; only persons may');
  expect(problem('failover', triggers.risk)).toContain('only persons and alarm and watch may');
});

test.each<[string, Verb, Trigger]>([
  ['the alarm of a failover starts no prewarm', 'prewarm', { ...triggers.risk, alarmArn: names.alarmArn }],
  ['the risk alarm starts no failover', 'failover', { ...triggers.alarm, alarmArn: names.riskAlarmArn }],
])('%s', (_, verb, trigger) => {
  expect(problem(verb, trigger)).toContain('which is not the alarm of this plan');
});

test.each<[Verb, Trigger['kind']]>([
  ['failover', 'alarm'],
  ['failover', 'watch'],
  ['prewarm', 'risk'],
  ['drill', 'schedule'],
  ['retire', 'upkeep'],
])('a %s by %s starts at most fifteen minutes late', (verb, kind) => {
  const at = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
  expect(problem(verb, { ...triggers[kind], at: at(ALARM_AGE_SECONDS_MAX) })).toBeUndefined();
  expect(problem(verb, { ...triggers[kind], at: at(ALARM_AGE_SECONDS_MAX + 1) })).toContain('s old, at most');
});
