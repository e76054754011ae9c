import { StackStatus } from '@aws-sdk/client-cloudformation';
import { chained, type EvidenceEntry } from '../../../lib/domain/evidence';
import { STACK_TAGS } from '../../../lib/domain/names';
import { recordOf } from '../../../test/dead-run';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { BUSY_SECONDS_MAX, decide, SHOWN_AFTER_SECONDS } from './decide';
import type { Seen, SeenStack } from './seen';
import { retirable } from './stack-status';
import { retireStacks } from './step';

const WEB = 'orders-web-r-1';
const BY_HAND =
  `mend the cause, then run aws cloudformation delete-stack --region us-west-2 --stack-name ${WEB} ` +
  '--role-arn arn:aws:iam::111122223333:role/orders-release-us-west-2';
const RELEASE = { id: 'r-1', commit: 'c0ffee', versionId: 'v1', sha256: 'a'.repeat(64) };
const admitted = { ...document, checkReadiness: { status: 'done', output: { lags: [], release: RELEASE } } };
const ago = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();

const web = (more: Partial<SeenStack> = {}): SeenStack => ({
  id: `arn:${WEB}`,
  stackName: WEB,
  status: 'CREATE_COMPLETE',
  createdAt: ago(3600),
  tags: { [STACK_TAGS.plan]: 'orders', [STACK_TAGS.release]: 'r-1', [STACK_TAGS.epoch]: String(EPOCH) },
  ...more,
});
const asked = (secondsAgo: number): EvidenceEntry => ({
  ...recordOf('called', 'RetireStacks', { act: { kind: 'delete', stacks: [{ stackName: WEB }] } }),
  at: ago(secondsAgo),
});

const decided = (stack: Partial<SeenStack>, more: Partial<Seen> = {}, elapsedSeconds = 0) =>
  decide(
    { records: [], claimedEpoch: 0, texts: [], stacks: [web(stack)], ...more },
    inputFor(retireStacks, { document: admitted, elapsedSeconds }),
  );

describe('A stack of this run whose status is', () => {
  const judged: Record<string, string> = {
    CREATE_COMPLETE: 'act',
    CREATE_FAILED: 'act',
    CREATE_IN_PROGRESS: 'act',
    DELETE_COMPLETE: 'done',
    DELETE_FAILED: 'refuse',
    DELETE_IN_PROGRESS: 'wait',
    IMPORT_COMPLETE: 'act',
    IMPORT_IN_PROGRESS: 'wait',
    IMPORT_ROLLBACK_COMPLETE: 'act',
    IMPORT_ROLLBACK_FAILED: 'act',
    IMPORT_ROLLBACK_IN_PROGRESS: 'wait',
    REVIEW_IN_PROGRESS: 'act',
    ROLLBACK_COMPLETE: 'act',
    ROLLBACK_FAILED: 'act',
    ROLLBACK_IN_PROGRESS: 'wait',
    UPDATE_COMPLETE: 'act',
    UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'wait',
    UPDATE_FAILED: 'act',
    UPDATE_IN_PROGRESS: 'wait',
    UPDATE_ROLLBACK_COMPLETE: 'act',
    UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'wait',
    UPDATE_ROLLBACK_FAILED: 'act',
    UPDATE_ROLLBACK_IN_PROGRESS: 'wait',
  };

  test.each(Object.keys(StackStatus))('%s is judged', (status) => {
    expect([status, decided({ status }).kind]).toEqual([status, judged[status]]);
    expect(retirable(status)).not.toBe('unknown');
  });

  test('one that nobody has heard of is refused by its name', () => {
    expect(decided({ status: 'CREATE_SOMEHOW' })).toEqual({
      kind: 'refuse',
      because: `${WEB} is CREATE_SOMEHOW, a status that is not known here; ${BY_HAND}`,
    });
  });
});

describe("Somebody else's change is waited for", () => {
  const busy = (ageSeconds: number, elapsedSeconds: number) =>
    decided({ status: 'UPDATE_IN_PROGRESS', updatedAt: ago(ageSeconds) }, {}, elapsedSeconds);

  test.each([
    ['while it is young', BUSY_SECONDS_MAX - 1, 9999, 'wait'],
    ['while this step has only begun to look', 9999, BUSY_SECONDS_MAX - 1, 'wait'],
    ['and not for ever', BUSY_SECONDS_MAX, BUSY_SECONDS_MAX, 'refuse'],
  ])('%s', (_, ageSeconds, elapsedSeconds, kind) => {
    expect(busy(ageSeconds, elapsedSeconds).kind).toBe(kind);
  });

  test('then the stack is named, with since when', () => {
    expect(busy(1000, 1000).because).toBe(
      `${WEB} is UPDATE_IN_PROGRESS since ${ago(1000)}, and somebody else's change is waited for at most 900 s; ` +
        BY_HAND,
    );
  });

  test('of one that was never updated since it was created', () => {
    expect(decided({ status: 'ROLLBACK_IN_PROGRESS', createdAt: ago(1000) }, {}, 1000).because).toContain(
      `since ${ago(1000)}`,
    );
  });

  test('a deletion goes on for as long as the step may', () => {
    expect(decided({ status: 'DELETE_IN_PROGRESS', updatedAt: ago(9999) }, {}, 9999).kind).toBe('wait');
  });
});

describe('A deletion that was asked for', () => {
  const inUse = 'Export Vpc cannot be deleted as it is in use by shop';

  test.each<[string, EvidenceEntry[], Partial<SeenStack>, string]>([
    ['is not asked for again while it may not show yet', [asked(SHOWN_AFTER_SECONDS - 1)], {}, 'wait'],
    ['is asked for again after that', [asked(SHOWN_AFTER_SECONDS)], {}, 'act'],
    // F-70
    ['is refused at once when an export is in use', [asked(1)], { statusReason: inUse }, 'refuse'],
    ['is tried although an export was in use before', [], { statusReason: inUse }, 'act'],
  ])('%s', (_, entries, stack, kind) => {
    expect(decided(stack, { records: entries.map((entry) => chained(undefined, entry)) }).kind).toBe(kind);
  });

  test('names the export that is in use, and by whom', () => {
    expect(decided({ statusReason: inUse }, { records: [chained(undefined, asked(60))] }).because).toBe(
      `${WEB} was not deleted and is CREATE_COMPLETE again: ${inUse}; ${BY_HAND}`,
    );
  });

  test('and that CloudFormation refused says why', () => {
    const notDeleted = new Map([[WEB, 'it has termination protection']]);
    expect(decided({}, { notDeleted })).toEqual({
      kind: 'refuse',
      because: `CloudFormation does not delete ${WEB}: it has termination protection; ${BY_HAND}`,
    });
  });

  test('and failed without a resource to name gives the reason of the stack', () => {
    const because = decided({ status: 'DELETE_FAILED', statusReason: inUse }).because;
    expect(because).toBe(`${WEB} is DELETE_FAILED: ${inUse}; ${BY_HAND}`);
  });
});

describe('What was not sent at first, and then was, counts from then on', () => {
  const ofStep = (step: 'DeployStacks' | 'RetireStacks') => {
    const called = { act: { kind: 'create', stacks: [{ stackName: WEB }] } };
    const told = (kind: 'called' | 'answered', data: object, secondsAgo: number) => ({
      ...recordOf(kind, step, data),
      at: ago(secondsAgo),
    });
    // Called 31 s ago, told 11 s ago that it was not sent, and sent 6 s ago.
    const sent = [told('called', called, 31), told('answered', { unsent: [WEB] }, 11), told('called', called, 6)];
    return { sent: records(sent), unsent: records([...sent, told('answered', { unsent: [WEB] }, 5)]) };
  };
  const records = (entries: readonly EvidenceEntry[]) => entries.map((entry) => chained(undefined, entry));

  test('so a stack that may come to be is waited for', () => {
    expect(decided({ status: 'DELETE_COMPLETE' }, { records: ofStep('DeployStacks').sent })).toEqual({
      kind: 'wait',
      because: `${WEB} was sent, and CloudFormation does not show it yet`,
    });
  });

  test('nor is one asked for again that may be about to go', () => {
    expect(decided({}, { records: ofStep('RetireStacks').sent })).toEqual({
      kind: 'wait',
      because: `${WEB} is to be deleted, and CloudFormation still shows it CREATE_COMPLETE`,
    });
  });

  test('and what was not sent the second time either is not', () => {
    expect(decided({ status: 'DELETE_COMPLETE' }, { records: ofStep('DeployStacks').unsent }).kind).toBe('done');
    expect(decided({}, { records: ofStep('RetireStacks').unsent }).kind).toBe('act');
  });
});

describe('What this run created is kept', () => {
  const settled = (active: string, epoch: number): Seen['texts'] => [
    { outcome: 'answered', values: [`epoch=${epoch} serial=1 active=${active} attached=`], silent: [] },
  ];

  test.each<[string, Seen['texts'], string]>([
    ['where the records are settled for this Region under its epoch', settled(HERE, EPOCH), 'done'],
    ['or under a later one', settled(HERE, EPOCH + 100), 'done'],
    ['not under one before it', settled(HERE, EPOCH - 1), 'act'],
    ['not where they are settled for another Region', settled(LOST, EPOCH + 100), 'act'],
    ['not where the zone does not answer: the claim says the same', [{ outcome: 'unreachable', because: 'b' }], 'act'],
  ])('%s', (_, texts, kind) => {
    expect(decided({}, { texts }).kind).toBe(kind);
  });
});

describe('What this run did not create is never deleted', () => {
  test.each<[string, Partial<SeenStack>]>([
    ['by its epoch', { tags: { ...web().tags, [STACK_TAGS.epoch]: '1' } }],
    ['by its plan', { tags: { ...web().tags, [STACK_TAGS.plan]: 'shop' } }],
    ['by its name, whatever its tags say', { stackName: 'orders-web' }],
    ['by a name of the drill lane', { stackName: `drill-${WEB}` }],
    ['by its release, which its name must hold', { tags: { ...web().tags, [STACK_TAGS.release]: 'r-2' } }],
  ])('%s', (_, stack) => {
    expect(decided(stack).kind).toBe('done');
  });
});

test.each([
  [2, 1800],
  [6, 1800],
  [7, 2100],
  [10, 3000],
  [100, 3000],
  [101, 3300],
  [1000, 30_000],
])('%d stacks are given %d s: so long as a usual chain takes, or ten of them at one time', (count, seconds) => {
  const stacks = Array.from({ length: count }, (_, index) => `stack-${index}`);
  expect(retireStacks.overdueSeconds(planWith({ release: { ...plan.release, stacks } }))).toBe(seconds);
});

describe('Of many stacks of this run', () => {
  const many = (count: number, status: string, from = 0) =>
    Array.from({ length: count }, (_, n) =>
      web({
        ...{ id: `arn:s${from + n}`, stackName: `s${from + n}-r-1`, status },
        tags: { ...web().tags, [STACK_TAGS.level]: '1' },
      }),
    );
  const names = Array.from({ length: 60 }, (_, n) => `s${n}`);
  const of = (stacks: readonly SeenStack[], { stacksAtOnce = 250, record = recordOf('admitted', 'AdmitRun') } = {}) => {
    const own = planWith({ release: { ...plan.release, stacks: names, stacksAtOnce } });
    const seen = { claimedEpoch: 0, texts: [], stacks: [...stacks], records: [chained(undefined, record)] };
    return decide(seen, inputFor(retireStacks, { document: { ...admitted, plan: own }, plan: own }));
  };
  const sent = (decision: ReturnType<typeof of>) =>
    decision.kind === 'act' && decision.act.kind === 'delete' ? decision.act.stacks.length : decision.kind;

  test.each<[string, number, number, number, number | string]>([
    ['as many as the plan says', 40, 0, 10, 10],
    ['so many less as are being deleted', 40, 7, 10, 3],
    ['none while so many are being deleted', 40, 10, 10, 'wait'],
    ['25 at most by one act', 40, 0, 250, 25],
  ])('%s are deleted at one time', (_, ready, going, stacksAtOnce, expected) => {
    const stacks = [...many(ready, 'CREATE_COMPLETE'), ...many(going, 'DELETE_IN_PROGRESS', ready)];
    expect(sent(of(stacks, { stacksAtOnce }))).toBe(expected);
  });

  test('the names of fifty are left to the run, and all are counted', () => {
    const stacks = many(51, '').map(({ stackName }) => ({ stackName }));
    const record = { ...recordOf('called', 'RetireStacks', { act: { kind: 'delete', stacks } }), at: ago(3600) };
    const decision = of([], { record });
    expect(decision).toMatchObject({ kind: 'done', because: expect.stringContaining('51 stacks') });
    expect(decision.kind === 'done' && decision.output.retired).toHaveLength(50);
  });
});
