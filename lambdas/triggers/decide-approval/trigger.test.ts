import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Answer, Approval } from '../../../lib/domain/approval';
import { sha256Of } from '../../../lib/domain/canonical-json';
import { chained, chainProblem, type EvidenceRecord } from '../../../lib/domain/evidence';
import { namesOf } from '../../../lib/domain/names';
import { approvalKey, type Item, recordKey } from '../../../lib/domain/table-items';
import { EPOCH, HERE, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import { ALICE, personRequest } from '../../../test/person-request';
import { smallTable } from '../../../test/small-table';
import { awsError } from '../../../test/standby';
import { decide } from './decide';
import { createHandler } from './handler';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const ALICE_TOO = `arn:aws:sts::${plan.account}:assumed-role/Admin/alice`;
const BOB = `arn:aws:iam::${plan.account}:user/bob`;
const planSha256 = sha256Of(plan);

const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const approval = (changes: Partial<Approval> = {}): Approval => ({
  runId: RUN_ID,
  planSha256,
  epoch: EPOCH,
  persons: 1,
  facts: { loss: ['orders: at most 2 s'], signals: [], canaries: [], at: NOW },
  because: 'automation is "prepare"',
  askedAt: NOW,
  expiresAt: at(3600),
  answers: [],
  toldAt: [],
  version: 1,
  ...changes,
});
const says = (kind: Answer['kind'], by = ALICE, seconds = 60): Answer => ({
  kind,
  by,
  because: 'I looked',
  at: at(seconds),
});

interface Case {
  readonly approval?: Approval | undefined;
  readonly ended?: boolean;
  readonly planSha256?: string;
  readonly said?: Answer;
}

const decided = ({ said = says('approve'), ...seen }: Case) =>
  decide({ approval: approval(), ended: false, planSha256, ...seen }, said);

describe('DecideApproval writes down', () => {
  const two = (...answers: Answer[]) => approval({ persons: 2, answers });
  test.each<[string, Case, string]>([
    ['a yes', {}, 'the run looks at the lost Region once more, and then goes on'],
    ['a no', { said: says('decline') }, 'the run ends, and nothing is promoted'],
    ['a yes in the last moment', { said: says('approve', ALICE, 3600) }, 'and then goes on'],
    ['the first of two', { approval: two() }, '1 more person has to approve until 2026-11-21T13:00:00.000Z'],
    ['the second of two', { approval: two(says('approve', BOB)) }, 'and then goes on'],
    ['a no of one who had approved', { approval: two(says('approve')), said: says('decline') }, 'the run ends'],
    ['a no beside the yes of another', { approval: two(says('approve', BOB)), said: says('decline') }, 'the run ends'],
  ])('%s', (_, given, because) => {
    const decision = decided(given);
    const { answers, version } = given.approval ?? approval();
    expect(decision).toMatchObject({
      kind: 'write',
      next: { answers: [...answers, given.said ?? says('approve')], version: version + 1 },
      answer: { statusCode: 200 },
    });
    expect(decision.answer.body).toContain(because);
  });
});

describe('DecideApproval writes nothing', () => {
  const answers = (...said: Answer[]) => ({ approval: approval({ persons: 2, answers: said }) });
  test.each<[string, Case, number, string]>([
    ['for a run that asks nothing', { approval: undefined }, 404, 'no run of this plan'],
    ['under another plan than the one that was shown', { planSha256: 'other' }, 409, 'the plan has changed'],
    ['once the run has ended', { ended: true }, 410, 'the run has ended'],
    ['once the run went on', { approval: approval({ usedAt: NOW }) }, 409, 'the run went on at'],
    ['a moment after it expired', { said: says('approve', ALICE, 3600.001) }, 410, 'expired at'],
    ['of a no that is late', { said: says('decline', ALICE, 3601) }, 410, 'expired at'],
    ['when the same person approves again', answers(says('approve')), 409, 'alice approved at'],
    ['when the same person comes with another role', answers(says('approve', ALICE_TOO)), 409, 'another person has to'],
    ['after a no', { ...answers(says('decline', BOB)) }, 409, `declined by ${BOB}`],
    ['of a second no', { ...answers(says('decline')), said: says('decline') }, 409, 'declined by'],
  ])('%s', (_, given, status, because) => {
    expect(decided(given)).toMatchObject({ kind: 'nothing', answer: { statusCode: status } });
    expect(decided(given).answer.body).toContain(because);
  });
});

const approvalItem = (approval: Approval): Item => ({
  ...approvalKey('orders', approval.runId),
  version: { N: String(approval.version) },
  approval: { S: JSON.stringify(approval) },
});

/** One table with a request and a run's evidence; others can answer in between, or the evidence be full. */
function smallWorld({ asked = approval(), evidence = [] }: { asked?: Approval; evidence?: EvidenceRecord[] } = {}) {
  const table = smallTable([
    approvalItem(asked),
    ...evidence.map((record) => ({ ...recordKey(record), record: { S: JSON.stringify(record) } })),
  ]);
  const world = {
    /** What the request is in the moment before each answer is written. */
    inBetween: [] as Approval[],
    evidenceIsFull: false,
    log: [] as Readonly<Record<string, unknown>>[],
    get approval(): Approval {
      return JSON.parse(table.item(approvalKey('orders', RUN_ID))?.approval?.S ?? '');
    },
    get evidence() {
      return table.evidence(RUN_ID);
    },
    get reads() {
      return table.sent.filter((call) => call === 'GetItem').length;
    },
  };
  table.meanwhile = (command) => {
    if (!(command instanceof PutItemCommand)) return;
    if (command.input.Item?.approval) world.inBetween.splice(0, 1).map(approvalItem).forEach(table.keep);
    else if (world.evidenceIsFull) throw awsError('InternalServerError', 500);
  };
  const clock = { now: () => Date.parse(at(60)), sleep: async () => {} };
  const ask = (under = place) =>
    createHandler({ dynamo: table }, under, { clock, log: (line) => world.log.push(line) });
  return { world, ask };
}

const yes = { kind: 'approve', run: RUN_ID, because: 'I looked' };

describe('DecideApproval answers', () => {
  test('200 to a yes, which stands in the request and in the evidence under the name that IAM verified', async () => {
    const { world, ask } = smallWorld();
    expect(await ask()(personRequest(yes))).toMatchObject({ statusCode: 200 });
    expect(world.approval.answers).toEqual([says('approve')]);
    expect(world.evidence).toMatchObject([
      {
        kind: 'approved',
        step: 'AuthorizePromotion',
        runId: RUN_ID,
        epoch: EPOCH,
        because: `approved by ${ALICE}: I looked`,
        data: { kind: 'approve', by: ALICE, factsAt: NOW, planSha256 },
      },
    ]);
    expect(chainProblem(world.evidence)).toBeUndefined();
    expect(world.log).toMatchObject([{ by: ALICE, wanted: yes, status: 200 }]);
  });

  test('200 although the evidence cannot be written: the answer stands in the request', async () => {
    const { world, ask } = smallWorld();
    world.evidenceIsFull = true;
    expect(await ask()(personRequest(yes))).toMatchObject({ statusCode: 200 });
    expect(world.approval.answers).toHaveLength(1);
    expect(world.log[0]).toMatchObject({ kind: 'evidence-missing', runId: RUN_ID });
  });

  test('200 after somebody else has answered in between, without losing their answer', async () => {
    const { world, ask } = smallWorld({ asked: approval({ persons: 2 }) });
    const answers = [says('approve', BOB)];
    world.inBetween.push(approval({ persons: 2, answers, version: 2 }));
    expect(await ask()(personRequest(yes))).toMatchObject({ statusCode: 200 });
    expect(world.approval.answers).toEqual([...answers, says('approve')]);
  });

  test('409 to a yes when somebody else has declined in between', async () => {
    const { world, ask } = smallWorld();
    const declined = approval({ answers: [says('decline', BOB)], version: 2 });
    world.inBetween.push(declined);
    expect(await ask()(personRequest(yes))).toMatchObject({ statusCode: 409 });
    expect(world.approval).toEqual(declined);
  });

  test('409 when the request never stands still', async () => {
    const { world, ask } = smallWorld();
    for (let times = 0; times < 9; times++) world.inBetween.push(approval({ version: 2 + times }));
    expect(await ask()(personRequest(yes))).toMatchObject({ statusCode: 409 });
    expect(world.approval.answers).toEqual([]);
  });

  test('410 when the evidence says that the run has ended', async () => {
    const ended = {
      at: NOW,
      runId: RUN_ID,
      epoch: EPOCH,
      kind: 'ended',
      step: 'CloseRun',
      because: '',
      data: {},
    } as const;
    const { world, ask } = smallWorld({ evidence: [chained(undefined, ended)] });
    expect(await ask()(personRequest(yes))).toMatchObject({ statusCode: 410 });
    expect(world.approval.answers).toEqual([]);
  });

  test('409 under a plan that was deployed after the question', async () => {
    const { world, ask } = smallWorld();
    const changed = { ...place, plan: planWith({ cooldownSeconds: 1 }) };
    expect(await ask(changed)(personRequest(yes))).toMatchObject({ statusCode: 409 });
    expect(world.approval.answers).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['with another word', { ...yes, kind: 'APPROVE' }, 'body.kind: expected \\"approve\\" or \\"decline\\"'],
    ['without a run', { ...yes, run: undefined }, 'body.run: required'],
    ['with a run as long as a page', { ...yes, run: RUN_ID + 'x'.repeat(400) }, 'body.run'],
    ['without a reason', { ...yes, because: ' ' }, 'body.because: required'],
    ['with a wish that nobody knows', { ...yes, force: true }, 'force'],
    ['that is a list', [yes], 'expected object'],
  ])('400 to a body %s', async (_, body, because) => {
    const { world, ask } = smallWorld();
    const answer = await ask()(personRequest(body));
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(because);
    expect(world.reads).toBe(0);
  });

  test('404, word for word the same, to every run that asks for nothing here', async () => {
    const { world, ask } = smallWorld();
    const runs = [
      `${RUN_ID}-2`,
      RUN_ID.slice(0, -1),
      RUN_ID.toUpperCase(),
      encodeURIComponent(RUN_ID),
      RUN_ID.replace(HERE, 'us-east-1'),
      RUN_ID.replace(plan.account, '999988887777'),
      RUN_ID.replace('understudy-orders-', 'understudy-ledger-'),
      RUN_ID.replace('-failover:', '-settle:'),
      'run-1',
      '',
    ];
    const bodies = await Promise.all(runs.map(async (run) => ask()(personRequest({ ...yes, run }))));
    expect(bodies.map(({ statusCode }) => statusCode)).toEqual(runs.map(() => 404));
    expect(new Set(bodies.map(({ body }) => body)).size).toBe(1);
    // Only the two that could be executions of this machine are looked for.
    expect(world.reads).toBe(2);
    expect(world.approval.answers).toEqual([]);
  });

  test('405 to twenty link scanners, and writes nothing', async () => {
    const { world, ask } = smallWorld();
    const methods = Array.from({ length: 20 }, (_, index) => ['GET', 'HEAD', 'OPTIONS'][index % 3] as string);
    const answers = await Promise.all(methods.map((method) => ask()(personRequest(yes, { method }))));
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([405]));
    expect(world.approval).toEqual(approval());
    expect(world.reads).toBe(0);
  });

  test('403 to somebody of another account, and logs the try', async () => {
    const { world, ask } = smallWorld();
    const by = 'arn:aws:iam::999988887777:user/mallory';
    expect(await ask()(personRequest(yes, { by }))).toMatchObject({ statusCode: 403 });
    expect(world.approval.answers).toEqual([]);
    expect(world.log).toMatchObject([{ status: 403 }]);
  });
});
