import { document, EPOCH, HERE, LOST, NOW, plan, RUN_ID } from '../../test/fixtures';
import { COMMANDS } from '../cli/commands';
import type { Approval } from '../domain/approval';
import type { EvidenceRecord } from '../domain/evidence';
import type { FailureRecord } from '../domain/failure';
import type { Lock } from '../domain/lock';
import { namesOf } from '../domain/names';
import { VERBS, type Verb } from '../domain/verbs';
import { approvalRequestOf } from './approval-request';
import { endedBadlyLines } from './ended-badly';
import { leftBehindNotificationOf } from './left-behind';
import { meaningOf } from './meaning';
import { notificationOf } from './notification';

/** Whatever reaches a person begins alike: at three in the morning only the first line is read. */

const called = (step: string): EvidenceRecord => ({
  ...{ seq: 1, previousSha256: '', sha256: '', at: NOW, runId: RUN_ID, epoch: EPOCH, kind: 'called' },
  ...{ step, because: 'b', data: {} },
});
const failure = (kind: FailureRecord['kind'], step = 'PromoteDatabase') => ({ step, kind, because: 'b', at: NOW });
const runOf = (verb: Verb) => RUN_ID.replace('failover', verb);
const ended = (verb: Verb, failures: FailureRecord[], records?: EvidenceRecord[]) =>
  notificationOf(
    { ...document, run: { ...document.run, id: runOf(verb), verb }, failures },
    { key: 'runs/1.json', records },
  ).message;
const lockOf = (verb: Verb): Lock => ({
  ...{ owner: runOf(verb), verb, state: 'held', epoch: EPOCH, version: 1, since: NOW, quietAt: NOW },
});
const died = (verb: Verb, broken?: { mayBeAlive: boolean }) =>
  leftBehindNotificationOf({
    ...{ plan, region: HERE, names: namesOf(plan, HERE), lock: lockOf(verb), ended: { status: 'ABORTED' } },
    ...{ records: [called('PromoteDatabase')], evidence: { key: 'runs/1.json' }, ...(broken && { broken }) },
  }).message;
const approval: Approval = {
  ...{ runId: RUN_ID, planSha256: 'p', epoch: EPOCH, persons: 1, because: 'b', askedAt: NOW, expiresAt: NOW },
  ...{ facts: { loss: [], signals: [], canaries: [], at: NOW }, answers: [], toldAt: [], version: 1 },
};
const asked = (runId: string) =>
  approvalRequestOf(
    { ...approval, runId },
    { plan: plan.name, region: HERE, lostRegion: LOST, reason: 'r', reminder: false },
  ).message;
const byRule = (verb: Verb) =>
  endedBadlyLines({
    ...{ verb, plan: plan.name, region: HERE, status: 'TIMED_OUT', runId: runOf(verb), runbook: 'docs/runbook.md#x' },
  }).join('\n');

const producers: [string, Verb, string][] = [
  ...VERBS.flatMap((verb): [string, Verb, string][] => [
    [`a ${verb} that ended well`, verb, ended(verb, [])],
    [`a ${verb} that joined another run`, verb, ended(verb, [failure('joined', 'AdmitRun')])],
    [`a ${verb} that was refused`, verb, ended(verb, [failure('refused', 'AdmitRun')], [])],
    [`a ${verb} that broke after its promotion`, verb, ended(verb, [failure('broken')], [called('PromoteDatabase')])],
    [`a ${verb} whose records nobody can read`, verb, ended(verb, [failure('overdue')])],
    [`a ${verb} that named a step of 300 letters`, verb, ended(verb, [failure('broken', 'x'.repeat(300))], [])],
    [`a ${verb} that died`, verb, died(verb)],
    [`a ${verb} whose lock was broken`, verb, died(verb, { mayBeAlive: true })],
    [`a rule on a ${verb}`, verb, byRule(verb)],
  ]),
  ['a failover that asks', 'failover', asked(RUN_ID)],
  ['a switchover that asks', 'switchover', asked(runOf('switchover'))],
];

test.each(producers)('%s says in one line what, where and what it means, and then what to type', (_, verb, message) => {
  const [first = '', command = ''] = message.split('\n');
  expect(first.length).toBeLessThanOrEqual(200);
  for (const word of [verb, plan.name, HERE]) expect(first).toContain(word);
  expect(first).toMatch(/[:?] .+\.$|…$/);
  const [, typed = ''] = /^ {2}npx understudy ([\w-]+)/.exec(command) ?? [];
  expect(Object.keys(COMMANDS.holds)).toContain(typed);
});

test.each(producers)('%s names no command of the tool that there is not', (_, __, message) => {
  const typed = [...message.matchAll(/npx understudy ([\w-]+)/g)].map(([, word = '']) => word);
  expect(typed.filter((word) => !Object.keys(COMMANDS.holds).includes(word))).toEqual([]);
});

describe('what an end means for users', () => {
  const sent = [called('PromoteDatabase')];
  const fenced = [called('FenceRegion')];
  test.each<[Verb, FailureRecord['kind'] | 'died' | undefined, EvidenceRecord[] | undefined, string]>([
    ['failover', undefined, sent, `users are served from ${HERE}`],
    ['failover', 'refused', [], 'no promotion was sent, and the writer is where it was'],
    ['failover', 'overdue', sent, 'a promotion was sent, and nothing takes it back'],
    ['failover', 'died', undefined, 'nobody can tell whether a promotion was sent'],
    ['failover', 'joined', sent, 'another run has the plan or goes first'],
    ['switchover', 'broken', [], 'no promotion was sent, and the other Region is active as before'],
    ['switchover', 'broken', fenced, 'the other Region is still fenced, so users cannot write'],
    ['switchover', 'broken', [...fenced, ...sent], 'a promotion was sent, and nothing takes it back'],
    ['drill', 'died', sent, 'users are served as before; the standby is not proven'],
    [
      'stand-down',
      'broken',
      [],
      `another Region serves users, and ${HERE} may still take writes, or hold rows that nobody has recorded`,
    ],
    ['stand-down', undefined, [], `${HERE} takes no writes any more`],
  ])('of a %s with the first failure %s', (verb, failed, records, meaning) => {
    expect(meaningOf({ verb, region: HERE, failed, records })).toBe(meaning);
  });
});
