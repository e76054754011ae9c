import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Automation } from '../../../lib/domain/automation';
import { chained, type EvidenceRecord } from '../../../lib/domain/evidence';
import { type Lock, lastOf } from '../../../lib/domain/lock';
import { namesOf } from '../../../lib/domain/names';
import { attributesOf, automationKey, type Item, lockKey, recordKey } from '../../../lib/domain/table-items';
import { recordOf } from '../../../test/dead-run';
import { EPOCH, HERE, LOST, NOW, plan, RUN_ID } from '../../../test/fixtures';
import { ALICE, personRequest } from '../../../test/person-request';
import { smallTable } from '../../../test/small-table';
import { awsError } from '../../../test/standby';
import { decide, type SeenControls, type Wanted } from './decide';
import { createHandler } from './handler';

const place = { plan, region: HERE, names: namesOf(plan, HERE) };
const BOB = `arn:aws:iam::${plan.account}:user/bob`;
const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const because = 'I looked';

const LAST = { id: `${RUN_ID}-0`, endedAt: NOW, changed: true };
const IDLE = { id: `${RUN_ID}-1`, endedAt: NOW, changed: false };
const unused: Lock = {
  owner: RUN_ID,
  verb: 'failover',
  state: 'held',
  epoch: EPOCH,
  version: 4,
  since: NOW,
  quietAt: at(0),
};
const held: Lock = { ...unused, ...lastOf(LAST) };
const off: Automation = { state: 'off', by: BOB, because: 'a storm drill', at: NOW, version: 3 };

const switchTo = (state: 'on' | 'off'): Wanted => ({ kind: 'automation', state, because });
const acknowledge = (run = LAST.id): Wanted => ({ kind: 'acknowledge', run, because });
const breakLock = (epoch = EPOCH): Wanted => ({ kind: 'break-lock', epoch, because });

const decided = (wanted: Wanted, seen: Partial<SeenControls> = {}, seconds = 60) =>
  decide({ lock: held, automation: undefined, ...seen }, { wanted, by: ALICE, at: at(seconds) }, place);

describe('ChangeControls writes', () => {
  test.each<[string, Wanted, Partial<SeenControls>, object]>([
    [
      'that automatic runs are off, by whom and why',
      switchTo('off'),
      {},
      { state: 'off', by: ALICE, because, at: at(60), version: 1 },
    ],
    ['that they are on again', switchTo('on'), { automation: off }, { state: 'on', by: ALICE, version: 4 }],
    [
      'the switch beside the acknowledgement',
      switchTo('off'),
      { automation: { ...off, state: 'on', acknowledgedRun: 'run' } },
      { state: 'off', acknowledgedRun: 'run' },
    ],
    [
      'the acknowledgement of the last change, also after a run that changed nothing',
      acknowledge(),
      { lock: { ...held, lastRun: IDLE } },
      { acknowledgedRun: LAST.id },
    ],
    ['the acknowledgement of the last run', acknowledge(), {}, { state: 'on', acknowledgedRun: LAST.id, by: ALICE }],
    [
      'it beside the switch, which stays the word of the one who threw it',
      acknowledge(),
      { automation: off },
      { ...off, acknowledgedRun: LAST.id, version: 4 },
    ],
  ])('%s', (_, wanted, seen, next) => {
    expect(decided(wanted, seen)).toMatchObject({ kind: 'write', next, answer: { statusCode: 200 } });
  });

  test('and says what being off does not stop', () => {
    expect(decided(switchTo('off')).answer.body).toContain('a run that is under way goes on');
  });
});

describe('ChangeControls acknowledges nothing', () => {
  test.each<[string, Wanted, Lock | undefined, string]>([
    [
      'but the last run that changed something',
      acknowledge(RUN_ID),
      held,
      `changed something or was declined is ${LAST.id}`,
    ],
    [
      'not the one after it',
      acknowledge(IDLE.id),
      { ...held, lastRun: IDLE },
      `changed something or was declined is ${LAST.id}`,
    ],
    [
      'while none has changed anything',
      acknowledge(IDLE.id),
      { ...unused, ...lastOf(IDLE) },
      `${IDLE.id} ended at ${NOW} and changed nothing`,
    ],
    ['while no run has ended', acknowledge(), unused, 'no run has ended here yet'],
    ['while there was never a lock', acknowledge(), undefined, 'no run has ended here yet'],
  ])('%s', (_, wanted, lock, sentence) => {
    expect(decided(wanted, { lock })).toMatchObject({ kind: 'nothing', answer: { statusCode: 409 } });
    expect(decided(wanted, { lock }).answer.body).toContain(sentence);
  });
});

describe('ChangeControls breaks a lock', () => {
  test.each<[string, Partial<SeenControls>, string, string]>([
    ['whose owner is dead', { ended: { status: 'ABORTED' } }, 'ABORTED', 'its execution is ABORTED'],
    ['whose owner is forgotten', { ended: { status: 'forgotten' } }, 'forgotten', 'its execution is forgotten'],
    ['whose owner may be alive', {}, 'BROKEN by alice', 'stop it now: aws stepfunctions stop-execution'],
    ['that is only intended', { lock: { ...held, state: 'intent' } }, 'BROKEN by alice', 'no longer holds it'],
    ['of a settle before any run', { lock: { ...held, verb: 'settle', epoch: 0 } }, 'BROKEN by alice', 'epoch 0'],
  ])('%s', (_, seen, status, sentence) => {
    const lock = seen.lock ?? held;
    const decision = decided(breakLock(lock.epoch), seen);
    const broken = { by: ALICE, because, mayBeAlive: seen.ended === undefined };
    expect(decision).toMatchObject({ kind: 'close', closing: { lock, ended: { status }, broken } });
    expect(decision.answer.body).toContain(sentence);
  });

  test('from the moment on in which no change of its owner can be under way, and not before', () => {
    const lock = { ...held, quietAt: at(60) };
    expect(decided(breakLock(), { lock }, 60).kind).toBe('close');
    expect(decided(breakLock(), { lock }, 59)).toMatchObject({ kind: 'nothing', answer: { statusCode: 409 } });
    expect(decided(breakLock(), { lock }, 59).answer.body).toContain(`may be under way until ${at(60)}`);
  });

  test('whose item holds an impossible time, and says so', () => {
    const { kind, answer } = decided(breakLock(), { lock: { ...held, quietAt: '9999-12-31T23:59:59.999Z' } });
    expect(kind).toBe('close');
    expect(answer.body).toContain('impossible quietAt, got 9999-12-31T23:59:59.999Z');
    expect(decided(breakLock()).answer.body).not.toContain('impossible');
  });

  test.each<[string, Lock, string[]]>([
    [
      'a planned run of this Region',
      { ...held, verb: 'switchover' },
      ['stops before its next change; as a switchover it holds a lock in every other Region too; stop it now: aws '],
    ],
    [
      'a planned run of another Region',
      { ...held, verb: 'switchover', owner: RUN_ID.replace(HERE, LOST) },
      [`running in ${LOST}, and goes on until the lock there is broken too`, `stop-execution --region ${LOST} `],
    ],
    [
      'an owner that somebody forged, of whom no command is made',
      { ...held, owner: 'arn:x; reboot' },
      ['stop it now: the item names no execution, so look for the one that is open: npx understudy watch'],
    ],
  ])('of %s, and says what goes on', (_, lock, sentences) => {
    const { body } = decided(breakLock(), { lock }).answer;
    for (const sentence of sentences) expect(body).toContain(sentence);
  });

  test.each<[string, Wanted, Partial<SeenControls>, string]>([
    // F-29
    ['whose epoch was not typed', breakLock(EPOCH + 100), {}, `under epoch ${EPOCH}, got ${EPOCH + 100}`],
    ['whose owner is dead without its epoch', breakLock(1), { ended: { status: 'ABORTED' } }, 'got 1'],
    ['that is free', breakLock(), { lock: { ...held, state: 'free' } }, 'is free'],
    ['that never was', breakLock(), { lock: undefined }, 'is free'],
  ])('but none %s', (_, wanted, seen, sentence) => {
    expect(decided(wanted, seen)).toMatchObject({ kind: 'nothing', answer: { statusCode: 409 } });
    expect(decided(wanted, seen).answer.body).toContain(sentence);
  });
});

const lockItem = (lock: Lock): Item => ({ ...lockKey('orders'), ...attributesOf(lock) });
const automationItem = ({ state, by, because, at, version }: Automation): Item => ({
  ...automationKey('orders'),
  ...{ state: { S: state }, by: { S: by }, because: { S: because }, at: { S: at } },
  version: { N: String(version) },
});

/** A Region with its lock, its automation item and the evidence of one run. */
function smallWorld({ status = 'ABORTED' } = {}) {
  const table = smallTable([lockItem(held)]);
  const world = {
    evidenceIsFull: false,
    /** Whether the owner of the lock writes to it in the moment before anybody else does. */
    writtenMeanwhile: false,
    /** What another person says in the moment before each write. */
    saidMeanwhile: [] as Automation[],
    messages: 0,
    archives: 0,
    log: [] as Readonly<Record<string, unknown>>[],
    get evidence() {
      return table.evidence(RUN_ID);
    },
  };
  table.meanwhile = (command) => {
    if (command instanceof UpdateItemCommand && world.writtenMeanwhile) {
      table.keep(lockItem({ ...held, version: held.version + 1 }));
    }
    if (!(command instanceof PutItemCommand)) return;
    if (!command.input.Item?.record) world.saidMeanwhile.splice(0, 1).map(automationItem).forEach(table.keep);
    else if (world.evidenceIsFull) throw awsError('InternalServerError', 500);
  };
  const states = { send: async () => ({ status, startDate: new Date(NOW) }) };
  const s3 = {
    async send() {
      world.archives += 1;
      return {};
    },
  };
  const sns = {
    async send() {
      world.messages += 1;
    },
  };
  const clock = { now: () => Date.parse(at(60)), sleep: async () => {} };
  const ask = createHandler({ dynamo: table, states, s3, sns, clock, log: (line) => world.log.push(line) }, place);
  const item = (name: 'lock' | 'automation') =>
    table.item(name === 'lock' ? lockKey('orders') : automationKey('orders'));
  const keep = (record: EvidenceRecord) => table.keep({ ...recordKey(record), record: { S: JSON.stringify(record) } });
  return { world, ask, item, keep };
}

describe('ChangeControls answers', () => {
  test('200 when automatic runs are switched off, and logs by whom and why', async () => {
    const { world, ask, item } = smallWorld();
    expect(await ask(personRequest(switchTo('off')))).toMatchObject({ statusCode: 200 });
    expect(item('automation')).toMatchObject({ state: { S: 'off' }, by: { S: ALICE }, because: { S: because } });
    expect(world.log).toMatchObject([{ by: ALICE, wanted: { kind: 'automation', because }, status: 200 }]);
  });

  test('200 when the last run is acknowledged', async () => {
    const { ask, item } = smallWorld();
    expect(await ask(personRequest(acknowledge()))).toMatchObject({ statusCode: 200 });
    expect(item('automation')).toMatchObject({ acknowledgedRun: { S: LAST.id } });
  });

  test('200 to an acknowledgement in the moment in which another person switches automatic runs off', async () => {
    const { world, ask, item } = smallWorld();
    world.saidMeanwhile = [off];
    const answer = await ask(personRequest(acknowledge()));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('still switched off');
    expect(item('automation')).toMatchObject({ state: { S: 'off' }, by: { S: BOB }, acknowledgedRun: { S: LAST.id } });
  });

  test('409 when that happens twice, and writes nothing', async () => {
    const { world, ask, item } = smallWorld();
    world.saidMeanwhile = [off, { ...off, version: 4 }];
    expect(await ask(personRequest(switchTo('on')))).toMatchObject({ statusCode: 409 });
    expect(item('automation')).toMatchObject({ state: { S: 'off' }, version: { N: '4' } });
  });

  // F-29
  test.each(['ABORTED', 'RUNNING'])(
    '200 when the lock of a run that is %s is broken, and says so in its evidence',
    async (status) => {
      const { world, ask, item } = smallWorld({ status });
      expect(await ask(personRequest(breakLock()))).toMatchObject({ statusCode: 200 });
      expect(item('lock')).toMatchObject({ state: { S: 'free' }, epoch: { N: String(EPOCH) } });
      expect(world.evidence[0]).toMatchObject({
        kind: 'decided',
        step: 'ChangeControls',
        runId: RUN_ID,
        because: `the lock was broken by ${ALICE}: ${because}`,
        data: { by: ALICE },
      });
      expect(world.evidence.some(({ kind }) => kind === 'ended')).toBe(true);
      expect(world.messages).toBeGreaterThan(0);
    },
  );

  test.each([
    ['ABORTED', 'the execution ended ABORTED and did not close itself: it was closed in its place'],
    ['RUNNING', `its lock was broken by ${ALICE}, and nobody knows whether its execution has ended`],
  ])('with a last record that claims no more of a run that is %s than is known', async (status, sentence) => {
    const { world, ask } = smallWorld({ status });
    await ask(personRequest(breakLock()));
    expect(world.evidence.find(({ kind }) => kind === 'ended')).toMatchObject({ because: sentence });
  });

  test('200 to the breaking of a live run that had promoted, which holds the next one back as a change', async () => {
    const { ask, item, keep } = smallWorld({ status: 'RUNNING' });
    keep(chained(undefined, recordOf('called', 'PromoteDatabase')));
    await ask(personRequest(breakLock()));
    expect(item('lock')).toMatchObject({ lastRun: { S: expect.stringContaining('"changed":true') } });
  });

  test('200 when it is broken although no evidence can be written', async () => {
    const { world, ask, item } = smallWorld();
    world.evidenceIsFull = true;
    expect(await ask(personRequest(breakLock()))).toMatchObject({ statusCode: 200 });
    expect(item('lock')).toMatchObject({ state: { S: 'free' } });
  });

  test('409 when the owner writes to the lock in that moment, and says nothing of an end', async () => {
    const { world, ask, item } = smallWorld({ status: 'RUNNING' });
    world.writtenMeanwhile = true;
    expect(await ask(personRequest(breakLock()))).toMatchObject({ statusCode: 409 });
    expect(item('lock')).toMatchObject({ state: { S: 'held' } });
    expect(world.evidence).toEqual([]);
    expect(world.archives).toBe(0);
    expect(world.messages).toBe(0);
  });

  test('409 to another epoch, and touches nothing', async () => {
    const { world, ask, item } = smallWorld();
    expect(await ask(personRequest(breakLock(1)))).toMatchObject({ statusCode: 409 });
    expect(item('lock')).toMatchObject({ state: { S: 'held' }, version: { N: '4' } });
    expect(world.evidence).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['without a kind', { because }, 'expected \\"automation\\", \\"acknowledge\\", \\"break-lock\\" or'],
    ['with another state', { kind: 'automation', state: 'paused', because }, 'expected \\"on\\" or \\"off\\"'],
    ['without a run', { kind: 'acknowledge', because }, 'body.run: required'],
    ['without an epoch', { kind: 'break-lock', because }, 'body.epoch: required'],
    ['with an epoch in words', { kind: 'break-lock', epoch: '101', because }, 'body.epoch: required'],
    ['with half an epoch', { kind: 'break-lock', epoch: 100.5, because }, 'body.epoch: required'],
    ['without a reason', { kind: 'break-lock', epoch: EPOCH }, 'body.because: required'],
    ['with a wish that nobody knows', { ...breakLock(), force: true }, 'force'],
  ])('400 to a body %s', async (_, body, sentence) => {
    const { ask, item } = smallWorld();
    const answer = await ask(personRequest(body));
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(sentence);
    expect(item('lock')).toMatchObject({ state: { S: 'held' } });
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('405 to %s, and switches nothing', async (method) => {
    const { ask, item } = smallWorld();
    expect(await ask(personRequest(switchTo('off'), { method }))).toMatchObject({ statusCode: 405 });
    expect(item('automation')).toBeUndefined();
  });

  test('403 to somebody of another account, and logs the try', async () => {
    const { world, ask, item } = smallWorld();
    const answer = await ask(personRequest(switchTo('off'), { by: 'arn:aws:iam::999988887777:user/mallory' }));
    expect(answer.statusCode).toBe(403);
    expect(item('automation')).toBeUndefined();
    expect(world.log).toMatchObject([{ status: 403 }]);
  });
});
