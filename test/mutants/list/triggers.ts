// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is the text of the product, and evaluated only there

import { type Mutant, mutantsOf } from '../mutant';

const WATCH = 'lambdas/triggers/watch-region';
const ALARM = ['lambdas/triggers/on-alarm/trigger.test.ts'];

/** What may start a run by itself, and when it may not. */
export const TRIGGERS: readonly Mutant[] = [
  ...mutantsOf(
    { file: 'lambdas/steps/admit-run/trigger-problem.ts', suites: ['lambdas/steps/admit-run/trigger-problem.test.ts'] },
    {
      'stale-trigger-admitted': {
        because: 'I-16: an event of yesterday starts a takeover',
        find: 'return ageSeconds > ALARM_AGE_SECONDS_MAX\n',
        replace: 'return ageSeconds > Number.MAX_SAFE_INTEGER\n',
      },
      'alarm-of-another-plan-admitted': {
        because: 'I-18: the alarm of another application starts a takeover of this one',
        find: 'return trigger.alarmArn === arn\n',
        replace: "return trigger.alarmArn !== ''\n",
      },
      'switchover-started-by-an-alarm': {
        because: 'I-17: what only persons may start starts by itself',
        find: 'if (!allowed.includes(trigger.kind)) {',
        replace: 'if (allowed.length > 0 && !allowed.includes(trigger.kind)) {',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/alarm-event.ts', suites: ALARM },
    {
      'stale-event-heard': {
        because: 'I-16: EventBridge delivers an old event, and a failover starts',
        find: 'if (ageSeconds > ALARM_AGE_SECONDS_MAX) {',
        replace: 'if (ageSeconds > Number.MAX_SAFE_INTEGER) {',
      },
      'event-of-another-account-heard': {
        because: 'I-18: whoever may put events on the bus starts a failover',
        find: 'if (account !== awaited.account) return',
        replace: "if (account === '') return",
      },
      'event-of-another-alarm-heard': {
        because: 'I-18: the alarm of another application starts a failover',
        find: 'return arn === awaited.alarmArn ? undefined',
        replace: "return arn !== '' ? undefined",
      },
      'muted-alarm-heard': {
        because: 'I-17: an alarm that somebody has muted starts a failover',
        find: 'return muteDetail && `',
        replace: 'return muteDetail?.mutedByArn && `',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/triggers/on-alarm/decide.ts', suites: ALARM },
    {
      'each-delivery-starts-a-run': {
        because: 'I-15: the same change of state, delivered twice, starts two runs',
        find: 'sha256(alarmArn + at)',
        replace: 'sha256(alarmArn + eventId)',
      },
      'notify-starts-a-run': {
        because: 'I-17: a plan that only wants to be told takes over',
        find: "if (plan.automation === 'notify') {",
        replace: "if (plan.automation !== 'notify' && plan.automation !== 'prepare' && plan.automation !== 'full') {",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/automation.ts', suites: ['lib/domain/automation.test.ts'] },
    {
      'cooldown-ignored': {
        because: 'I-17: a flapping alarm starts one takeover after the other',
        find: 'if (agoSeconds >= pauseSeconds) return undefined;',
        replace: 'if (agoSeconds >= 0) return undefined;',
      },
      'off-switch-ignored': {
        because: 'I-17: automatic runs start although a person switched them off',
        find: "if (automation?.state === 'off') {",
        replace: "if (automation?.state === 'off' && automation.by === '') {",
      },
      'acknowledgement-of-any-run': {
        because: 'I-17: what a person has said of an old run frees the next one',
        find: 'lastChange?.id === automation?.acknowledgedRun ?',
        replace: 'automation?.acknowledgedRun !== undefined ?',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lambdas/edge/automation-table.ts', suites: ['lambdas/edge/tables.test.ts'] },
    {
      'switch-that-nobody-understands-is-on': {
        because: 'I-17: an item that cannot be read lets runs start by themselves',
        find: "item.state?.S === 'on' ? 'on' : 'off'",
        replace: "item.state?.S === 'off' ? 'off' : 'on'",
      },
    },
  ),
  ...mutantsOf(
    { file: `${WATCH}/takeover.ts`, suites: [`${WATCH}/takeover.test.ts`, `${WATCH}/trigger.test.ts`] },
    {
      'level-without-data-takes-over': {
        because: 'I-17: an alarm without data starts a takeover',
        find: "if (alarm.state !== 'ALARM')\n",
        replace: "if (alarm.state === 'OK')\n",
      },
      'started-beside-an-open-run': {
        because: 'I-15: the watch starts a second run for the same outage',
        find: '    openRun({ region: here, lock }, elsewhere) ??\n',
        replace: '',
      },
      'turned-switchover-stopped': {
        because: 'I-08: a switchover is ended while its promotion is under way',
        find: "const TURNING = ['BeforePromotion', 'FenceRegion', 'PromoteDatabase'];",
        replace: "const TURNING = ['CloseRun'];",
      },
    },
  ),
  ...mutantsOf(
    { file: `${WATCH}/standing-down.ts`, suites: [`${WATCH}/standing-down.test.ts`] },
    {
      'rows-left-unrecorded': {
        because: 'I-25: what only the old database holds could not be recorded once, and nobody tries again',
        find: '!isRecordedUnder(divergence.value, failover.epoch)',
        replace: 'isRecordedUnder(divergence.value, failover.epoch + 1)',
      },
    },
  ),
  ...mutantsOf(
    {
      file: 'lambdas/steps/confirm-outage/quorum.ts',
      suites: ['lambdas/steps/confirm-outage/quorum.test.ts', 'lambdas/steps/confirm-outage/step.test.ts'],
    },
    {
      'witness-overruled': {
        because: 'I-03: a Region that only this one cannot reach is taken for lost',
        find: "  if (witness?.verdict === 'alive') return WITNESS_DOUBT;\n",
        replace: '',
      },
      'alarm-needs-no-confirmation': {
        because: 'I-03: an alarm alone, with probes that are answered, takes over',
        find: "if (probes.verdict !== 'down') return PROBE_DOUBTS[probes.verdict];",
        replace: "if (probes.verdict === 'unknown') return PROBE_DOUBTS[probes.verdict];",
      },
      'silenced-alarm-takes-over': {
        because: 'I-17: an alarm whose actions a person has disabled takes over',
        find: '  if (silenced) return SILENCED_DOUBT;\n',
        replace: '',
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/probe.ts', suites: ['lib/domain/probe.test.ts'] },
    {
      'firewall-counts-as-outage': {
        because: 'I-03: a 403 starts a failover',
        find: 'if (status >= 500) return',
        replace: 'if (status >= 400) return',
      },
      'one-lost-packet-is-an-outage': {
        because: 'I-03: one probe that was not answered is enough',
        find: 'export const PROBES_IN_A_ROW = 2;',
        replace: 'export const PROBES_IN_A_ROW = 1;',
      },
      'unasked-counts-as-down': {
        because: 'I-10: a name that does not resolve here says that the Region is alive',
        find: "if (last.outcome === 'unreachable' && !last.asked) {",
        replace: "if (last.outcome === 'unreachable' && last.because === '') {",
      },
    },
  ),
  ...mutantsOf(
    { file: 'lib/domain/making-way.ts', suites: ['lib/domain/making-way.test.ts'] },
    {
      'chores-beside-a-failover': {
        because: 'I-31: the check and the look for drift take calls that the failover needs, and some are turned away',
        find: '!standingOfVerb(lock.verb).movesUsers) return',
        replace: 'standingOfVerb(lock.verb).movesUsers) return',
      },
    },
  ),
];
