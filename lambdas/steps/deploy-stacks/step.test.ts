import { StackStatus } from '@aws-sdk/client-cloudformation';
import { STACK_TAGS } from '../../../lib/domain/names';
import type { ReleaseManifest } from '../../../lib/domain/release';
import { EPOCH, inputFor, plan } from '../../../test/fixtures';
import { ourTags, RELEASE, releaseStack } from '../../../test/stack-world';
import { BUSY_SECONDS_MAX } from '../../edge/release-stacks/fate';
import type { SeenStack } from '../../edge/release-stacks/seen';
import { STACKS_PER_ACT_MAX } from '../../edge/release-stacks/send-each';
import { type Treatment, treatmentOf } from '../../edge/release-stacks/stack-status';
import { decide } from './decide';
import type { Input } from './seen';
import { deployStacks } from './step';

const manifest: ReleaseManifest = {
  release: RELEASE,
  plan: 'orders',
  commit: 'c0ffee',
  createdAt: '2026-11-21T00:00:00.000Z',
  region: 'us-west-2',
  stacks: [
    releaseStack('orders-data', { parameters: { live: { Size: 'small' }, drill: { Size: 'tiny' } } }),
    releaseStack('orders-web', {
      dependsOn: ['orders-data'],
      parameters: { live: { CatalogueUrl: { stack: 'orders-data', output: 'CatalogueUrl' } }, drill: {} },
    }),
  ],
  assets: [],
  signature: { algorithm: 'ed25519', keyId: 'k', value: 'c2ln' },
};

const DATA = `orders-data-${RELEASE}`;
const earlier = ourTags({ [STACK_TAGS.epoch]: String(EPOCH - 1) });
const other = ourTags({ [STACK_TAGS.release]: 'r-000000' });

const seenAs = (stack: string, status?: string, more: Partial<SeenStack> = {}): SeenStack => ({
  stack,
  stackName: `${stack}-${RELEASE}`,
  status,
  ...(status && { id: `arn:${stack}`, roleArn: inputWith().names.releaseRoleArn }),
  tags: status ? ourTags() : {},
  parameters: {},
  outputs: status?.endsWith('_COMPLETE') ? { CatalogueUrl: 'https://x' } : {},
  comparison: { declared: [] },
  ...more,
});

const admitRun = { epoch: EPOCH, reason: 'us-east-1 is unreachable' };
const inputWith = (more: Partial<Input> = {}) => inputFor(deployStacks, { admitRun, ...more });
const replacing = inputWith({ plan: { ...plan, release: { ...plan.release, replaceOlder: true } } });

/** The decision when the first stack is seen so, and the second is not there. */
const decided = (status?: string, more: Partial<SeenStack> = {}, input = inputWith()) =>
  decide({ manifest, stacks: [seenAs('orders-data', status, more), seenAs('orders-web')] }, input);

const both = (data: SeenStack, web: SeenStack, input = inputWith()) => decide({ manifest, stacks: [data, web] }, input);

type Outcome = 'create' | 'go on' | 'delete' | 'wait' | 'refuse';

/** In one word: `go on` means that the stack is taken, and the next is created. */
function outcomeOf(verdict: ReturnType<typeof decide>): Outcome {
  if (verdict.kind !== 'act') return verdict.kind as Outcome;
  if (verdict.act.kind === 'delete') return 'delete';
  return verdict.act.kind === 'create' && verdict.act.stacks[0]?.stackName === DATA ? 'create' : 'go on';
}

/** Every status that CloudFormation has → what is done, by whose the stack is: this run's, an earlier run's, another release's. */
const TABLE: Readonly<Record<string, readonly [Outcome, Outcome, Outcome]>> = {
  CREATE_IN_PROGRESS: ['wait', 'wait', 'wait'],
  CREATE_COMPLETE: ['go on', 'go on', 'delete'],
  CREATE_FAILED: ['refuse', 'delete', 'delete'],
  ROLLBACK_IN_PROGRESS: ['refuse', 'wait', 'wait'],
  ROLLBACK_COMPLETE: ['refuse', 'delete', 'delete'],
  ROLLBACK_FAILED: ['refuse', 'delete', 'delete'],
  DELETE_IN_PROGRESS: ['wait', 'wait', 'wait'],
  DELETE_COMPLETE: ['create', 'create', 'create'],
  DELETE_FAILED: ['refuse', 'delete', 'delete'],
  UPDATE_IN_PROGRESS: ['wait', 'wait', 'wait'],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ['wait', 'wait', 'wait'],
  UPDATE_COMPLETE: ['go on', 'go on', 'delete'],
  UPDATE_FAILED: ['refuse', 'refuse', 'delete'],
  UPDATE_ROLLBACK_IN_PROGRESS: ['wait', 'wait', 'wait'],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ['wait', 'wait', 'wait'],
  UPDATE_ROLLBACK_COMPLETE: ['go on', 'go on', 'delete'],
  UPDATE_ROLLBACK_FAILED: ['refuse', 'refuse', 'delete'],
  REVIEW_IN_PROGRESS: ['refuse', 'refuse', 'delete'],
  IMPORT_IN_PROGRESS: ['wait', 'wait', 'wait'],
  IMPORT_COMPLETE: ['go on', 'go on', 'delete'],
  IMPORT_ROLLBACK_IN_PROGRESS: ['wait', 'wait', 'wait'],
  IMPORT_ROLLBACK_COMPLETE: ['go on', 'go on', 'delete'],
  IMPORT_ROLLBACK_FAILED: ['refuse', 'refuse', 'delete'],
};

describe.each(Object.values(StackStatus))('DeployStacks, when a stack is %s', (status) => {
  test('does what is fit for whose it is', () => {
    const outcomes = [ourTags(), earlier, other].map((tags) => outcomeOf(decided(status, { tags }, replacing)));
    expect(outcomes).toEqual(TABLE[status]);
  });

  test('refuses one of another release, unless the plan lets it be replaced', () => {
    const { kind, because } = decided(status, { tags: other });
    if (['DELETE_IN_PROGRESS', 'DELETE_COMPLETE'].includes(status)) return expect(kind).not.toBe('refuse');
    expect(kind).toBe('refuse');
    return expect(because).toContain(`${DATA} exists already and was made by release r-000000; delete it with aws`);
  });

  test("refuses a stranger's at once, and never deletes it", () => {
    for (const tags of [{}, ourTags({ [STACK_TAGS.plan]: 'billing' })]) {
      const { kind, because } = decided(status, { tags }, replacing);
      if (status === 'DELETE_COMPLETE') return expect(kind).toBe('act');
      expect(kind).toBe('refuse');
      expect(because).toContain(`${DATA} exists already and was made by `);
    }
    return undefined;
  });

  test("takes one for a stranger's that has our tags and not our role, and says so", () => {
    if (status === 'DELETE_COMPLETE') return;
    for (const [role, named] of [
      [{ roleArn: 'arn:aws:iam::1:role/x' }, 'the role arn:aws:iam::1:role/x'],
      [{}, 'no role'],
    ] as const) {
      const { roleArn: _, ...seen } = seenAs('orders-data', status);
      const verdict = both({ ...seen, ...role }, seenAs('orders-web'), replacing);
      expect(verdict.kind).toBe('refuse');
      expect(verdict.because).toContain(
        `was made by somebody else: it has the tags of this plan, and ${named} in the place of arn:aws:iam::111122223333:`,
      );
    }
  });
});

describe('DeployStacks decides', () => {
  test('that a status it has never heard of is for a person to see', () => {
    expect(decided('CREATE_SOMEHOW')).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('its status is none that is known here'),
    });
    expect(treatmentOf('CREATE_SOMEHOW', 'stranger')).toBe<Treatment>('foreign');
  });

  test('to create the first stack, then the next with its outputs, then that it is done', () => {
    expect(decided()).toMatchObject({
      act: { kind: 'create', stacks: [{ stackName: DATA, parameters: { Size: 'small' } }] },
    });
    expect(decided('CREATE_COMPLETE')).toMatchObject({
      act: {
        stacks: [
          {
            stackName: `orders-web-${RELEASE}`,
            parameters: { CatalogueUrl: 'https://x' },
            tags: ourTags({ [STACK_TAGS.level]: '2' }),
            token: `orders-web-${RELEASE}-101`,
          },
        ],
      },
    });
    const done = both(seenAs('orders-data', 'CREATE_COMPLETE'), seenAs('orders-web', 'CREATE_COMPLETE'));
    expect(done).toEqual({
      kind: 'done',
      output: {
        release: RELEASE,
        stacks: 2,
        adopted: 0,
      },
      because: `${DATA} and orders-web-${RELEASE} are complete`,
    });
  });

  test('in the drill lane on names and parameters of its own', () => {
    const run = { ...inputWith().run, verb: 'drill' as 'failover' };
    expect(decided(undefined, {}, inputWith({ run }))).toMatchObject({
      act: {
        stacks: [
          {
            stackName: `drill-${DATA}`,
            parameters: { Size: 'tiny' },
            tags: ourTags({ [STACK_TAGS.lane]: 'drill', [STACK_TAGS.level]: '1' }),
          },
        ],
      },
    });
  });

  // F-61
  test('to say since when a stack is in progress, and which others wait', () => {
    expect(decided('CREATE_IN_PROGRESS', { since: '2026-11-21T11:00:00.000Z' })).toEqual({
      kind: 'wait',
      because:
        `${DATA} is CREATE_IN_PROGRESS since 2026-11-21T11:00:00.000Z; ` +
        `orders-web-${RELEASE} waits for others; 0 of 2 complete`,
    });
  });

  // F-73
  test('to refuse when a promised output is missing, naming it', () => {
    expect(decided('CREATE_COMPLETE', { outputs: {} })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('orders-web needs outputs that do not exist: CatalogueUrl (orders-data.Catal'),
    });
  });

  test.each([
    ['to change nothing when the release is not the signed one', ['it is not signed'], 'refuse'],
    ['to look again while the release cannot be read', [], 'wait'],
  ])('%s', (_, problems, kind) => {
    const verdict = decide({ problems, unknown: ['s3:GetObject failed: SlowDown'] }, inputWith());
    expect(verdict.kind).toBe(kind);
    expect(verdict.because).toContain('SlowDown');
  });

  test('to tell everything that is wrong at once, and to change nothing before', () => {
    const { kind, because } = both(seenAs('orders-data', 'CREATE_FAILED'), seenAs('orders-web', 'UPDATE_FAILED'));
    expect(kind).toBe('refuse');
    expect(because).toMatch(/orders-data-.* is CREATE_FAILED.*; orders-web-.* is UPDATE_FAILED/);
  });
});

describe('DeployStacks waits for what somebody else does', () => {
  const since = '2026-11-21T11:50:00.000Z';
  const busy = (elapsedSeconds: number, ageSeconds = elapsedSeconds, more: Partial<SeenStack> = { since }) => {
    const now = new Date(Date.parse(since) + ageSeconds * 1000).toISOString();
    return decided('UPDATE_IN_PROGRESS', more, inputWith({ elapsedSeconds, now }));
  };

  test(`for ${BUSY_SECONDS_MAX} s, and then says what holds it up since when`, () => {
    expect(busy(BUSY_SECONDS_MAX - 1).kind).toBe('wait');
    expect(busy(BUSY_SECONDS_MAX)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(
        `${DATA} is UPDATE_IN_PROGRESS since 2026-11-21T11:50:00.000Z, which this run did not begin, and was waited`,
      ),
    });
  });

  test('from its beginning where that is later than the first look, and from the first look where it is not', () => {
    expect(busy(3000, BUSY_SECONDS_MAX - 1).kind).toBe('wait');
    expect(busy(3000, BUSY_SECONDS_MAX).kind).toBe('refuse');
    expect(busy(BUSY_SECONDS_MAX - 1, 3000).kind).toBe('wait');
    expect(busy(BUSY_SECONDS_MAX, 3000).kind).toBe('refuse');
    expect(busy(BUSY_SECONDS_MAX, 0, {}).kind).toBe('refuse');
  });

  // F-60
  test.each(['CREATE_IN_PROGRESS', 'DELETE_IN_PROGRESS'])('as long as the step may take while it is %s', (status) => {
    expect(decided(status, { tags: earlier }, inputWith({ elapsedSeconds: 3599 })).kind).toBe('wait');
  });
});

describe('DeployStacks refuses, with what to do,', () => {
  const at = `--region us-west-2 --stack-name ${DATA}`;
  const role = '--role-arn arn:aws:iam::111122223333:role/orders-release-us-west-2';
  test.each<[string, Partial<SeenStack>, string]>([
    [
      'CREATE_FAILED',
      { reason: 'Queue (AWS::SQS::Queue): no' },
      'Queue (AWS::SQS::Queue): no; mend the cause and start',
    ],
    // F-57
    ['UPDATE_ROLLBACK_FAILED', {}, `run aws cloudformation continue-update-rollback ${at} ${role}`],
    ['UPDATE_FAILED', {}, `run aws cloudformation rollback-stack ${at} ${role}`],
    ['REVIEW_IN_PROGRESS', {}, `run aws cloudformation delete-stack ${at} ${role}`],
    ['IMPORT_ROLLBACK_FAILED', {}, `aws cloudformation describe-stack-events ${at} shows it`],
  ])('a stack that is %s', (status, more, sentence) => {
    expect(decided(status, more)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(sentence) });
  });
});

describe('A stack that stands already', () => {
  const declared = [
    { name: 'Size', isHidden: false },
    { name: 'Zones', value: '2', isHidden: false },
    { name: 'Secret', isHidden: true },
  ];
  const parameters = { Size: 'small', Zones: '2', Secret: '****' };
  const standing = (more: Partial<SeenStack> = {}, tags = earlier) =>
    decided('CREATE_COMPLETE', { tags, parameters, comparison: { declared }, ...more });

  // F-58
  test('is adopted when template and parameters are the same, and the output says so', () => {
    expect(outcomeOf(standing())).toBe('go on');
    const adopted = seenAs('orders-data', 'UPDATE_COMPLETE', { tags: earlier, parameters, comparison: { declared } });
    const done = both(adopted, seenAs('orders-web', 'CREATE_COMPLETE'));
    expect(done).toMatchObject({
      kind: 'done',
      output: { stacks: 2, adopted: 1 },
      because: expect.stringContaining('1 of them adopted'),
    });
  });

  test.each<[string, Partial<SeenStack>, string]>([
    ['another template', { comparison: { declared, difference: 'Resources.Q is missing' } }, 'Resources.Q is missing'],
    [
      'another parameter',
      { parameters: { ...parameters, Size: 'large' } },
      'its parameter Size has another value than the release gives it',
    ],
    [
      'another default',
      { parameters: { ...parameters, Zones: '3' } },
      'its parameter Zones has another value than the release gives it',
    ],
    ['a parameter less', { parameters: { Zones: '2' } }, 'its parameter Size has no value, the release gives it one'],
  ])('is refused with %s, naming it', (_, more, difference) => {
    expect(standing(more)).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining(
        `${DATA} is CREATE_COMPLETE already and is not what the release says: ${difference}`,
      ),
    });
  });

  test.each<[string, Partial<SeenStack>, Outcome]>([
    ['is not compared when this function created it in this run', { isCreatedHere: true }, 'go on'],
    ['is compared though it has the tags of this run', {}, 'refuse'],
  ])('%s', (_, more, outcome) => {
    expect(outcomeOf(standing({ parameters: {}, ...more }, ourTags()))).toBe(outcome);
  });

  test.each(['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'])(
    'is compared though this run created it when somebody has changed it since: %s',
    (status) => {
      const comparison = { declared, difference: 'Resources.Q is missing' };
      expect(decided(status, { comparison }).because).toContain('is not what the release says: Resources.Q is missing');
    },
  );

  test('is compared with outputs once the stack that gives them is complete', () => {
    const comparison = { declared: [{ name: 'CatalogueUrl', isHidden: false }] };
    const web = (CatalogueUrl: string) =>
      seenAs('orders-web', 'CREATE_COMPLETE', { tags: earlier, parameters: { CatalogueUrl }, comparison });
    expect(both(seenAs('orders-data', 'CREATE_IN_PROGRESS'), web('https://old')).kind).toBe('wait');
    expect(both(seenAs('orders-data', 'CREATE_COMPLETE'), web('https://old')).kind).toBe('refuse');
    expect(both(seenAs('orders-data', 'CREATE_COMPLETE'), web('https://x')).kind).toBe('done');
  });
});

describe('A stack that stands in the way', () => {
  const deletion = (secondsAgo: number, kind: 'accepted' | 'throttled' = 'accepted') => ({
    deletion: { secondsAgo, alikeSeconds: secondsAgo, answer: { kind, because: 'Throttling' } },
  });
  const cleared = (more: Partial<SeenStack> = {}, status = 'CREATE_FAILED') =>
    decided(status, { tags: earlier, ...more });

  // F-56
  test('is deleted by its id, with a token that every try of this run has', () => {
    expect(cleared()).toEqual({
      kind: 'act',
      act: {
        kind: 'delete',
        stacks: [{ stackName: DATA, id: 'arn:orders-data', token: `replace-${DATA}-101` }],
      },
      because: `deleting ${DATA}, which an earlier run left CREATE_FAILED`,
    });
    expect(decided('CREATE_COMPLETE', { tags: other }, replacing).because).toBe(
      `deleting ${DATA} of release r-000000, to create it anew`,
    );
  });

  test.each([
    ['an earlier run', { tags: earlier }, inputWith()],
    ['another release', { tags: other }, replacing],
  ])('is left to a person when deleting it would leave something: of %s', (_, more, input) => {
    const { kind, because } = decided(
      'CREATE_FAILED',
      { ...more, kept: { inTheWay: ['Table', 'Bucket'], behind: [] } },
      input,
    );
    expect(kind).toBe('refuse');
    expect(because).toContain('deleting it would leave Table and Bucket, which its template retains');
    expect(because).toContain(`run aws cloudformation delete-stack --region us-west-2 --stack-name ${DATA}`);
  });

  test.each([
    ['waits up to 30 s until its deletion shows', deletion(29), 'CREATE_FAILED', 'wait'],
    ['sends the deletion again after 30 s', deletion(30), 'CREATE_FAILED', 'delete'],
    ['waits a moment when the deletion was turned away', deletion(1, 'throttled'), 'CREATE_FAILED', 'wait'],
    ['sends it again after that', deletion(2, 'throttled'), 'CREATE_FAILED', 'delete'],
    ['does not take the old failure for a new one', deletion(29), 'DELETE_FAILED', 'wait'],
    ['gives up when its deletion failed', deletion(30), 'DELETE_FAILED', 'refuse'],
  ])('%s', (_, more, status, outcome) => {
    expect(outcomeOf(cleared(more, status))).toBe(outcome);
  });

  test('goes after those that use it', () => {
    const seen = (stack: string, more: Partial<SeenStack> = {}) =>
      seenAs(stack, 'CREATE_COMPLETE', { tags: other, ...more });
    expect(both(seen('orders-data'), seen('orders-web'), replacing)).toMatchObject({
      act: { stacks: [{ id: 'arn:orders-web' }] },
    });
    expect(both(seen('orders-data'), seen('orders-web', deletion(5)), replacing).kind).toBe('wait');
    expect(both(seen('orders-data'), seenAs('orders-web'), replacing)).toMatchObject({
      act: { stacks: [{ id: 'arn:orders-data' }] },
    });
  });
});

describe('DeployStacks creates at one time', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  /** a and b stand alone; c is used by d, and d by e. */
  const dependsOn: Readonly<Record<string, string[]>> = { d: ['c'], e: ['d'] };
  const wide = { ...manifest, stacks: names.map((name) => releaseStack(name, { dependsOn: dependsOn[name] ?? [] })) };
  const next = (statuses: Readonly<Record<string, string>>, stacksAtOnce: number, planned = names) => {
    const input = inputWith({ plan: { ...plan, release: { ...plan.release, stacks: planned, stacksAtOnce } } });
    const verdict = decide({ manifest: wide, stacks: names.map((name) => seenAs(name, statuses[name])) }, input);
    return verdict.kind === 'act' && verdict.act.kind === 'create'
      ? verdict.act.stacks.map(({ stackName }) => stackName.replace(`-${RELEASE}`, '')).join(' ')
      : verdict.kind;
  };
  const working = 'CREATE_IN_PROGRESS';

  test('all that need nothing which is not complete: the one on which the longest chain hangs first, then those of the plan', () => {
    expect(next({}, 5)).toBe('c a b');
    expect(next({ c: working }, 5)).toBe('a b');
    expect(next({ c: working }, 5, ['e', 'd', 'c', 'b', 'a'])).toBe('b a');
    expect(next({ c: 'CREATE_COMPLETE', a: working }, 5)).toBe('d b');
  });

  test.each([
    ['as many as one write of the lock stands before', STACKS_PER_ACT_MAX],
    ['no more than that', STACKS_PER_ACT_MAX + 1],
  ])('%s', (_, count) => {
    const many = Array.from({ length: count }, (__, n) => `s${n}`);
    const release = { ...plan.release, stacks: many, stacksAtOnce: 250 };
    const stacks = many.map((name) => releaseStack(name));
    const verdict = decide(
      { manifest: { ...manifest, stacks }, stacks: many.map((name) => seenAs(name)) },
      inputWith({ plan: { ...plan, release } }),
    );
    expect(verdict.kind === 'act' && verdict.act.kind === 'create' && verdict.act.stacks).toHaveLength(25);
    expect(verdict.because).toBe(`creating 25 stacks from release ${RELEASE}`);
  });

  test('only a prewarm tells what makes ARNs of names, in the order of the plan', () => {
    const standing = names.map((name) => seenAs(name, 'CREATE_COMPLETE', { id: `arn:stack/${name}/uuid-${name}` }));
    const outputOf = (verb: 'prewarm' | 'failover') => {
      const run = { ...inputWith().run, verb };
      const planned = { ...plan, release: { ...plan.release, stacks: [...names].reverse() } };
      const done = decide({ manifest: wide, stacks: standing }, inputWith({ run, plan: planned }));
      return done.kind === 'done' ? done.output : done;
    };
    expect(outputOf('prewarm')).toMatchObject({ uniqueIds: ['uuid-e', 'uuid-d', 'uuid-c', 'uuid-b', 'uuid-a'] });
    expect(outputOf('failover')).toEqual({ release: RELEASE, stacks: 5, adopted: 0 });
  });

  test.each([
    ['one less than the plan allows is in progress', 2, 'a'],
    ['as many are in progress as the plan allows', 1, 'wait'],
  ])('no more than the plan allows: %s', (_, stacksAtOnce, expected) => {
    expect(next({ c: working }, stacksAtOnce)).toBe(expected);
  });

  test('and counts what was sent and does not show, and what is being deleted', () => {
    const creation = { secondsAgo: 1, alikeSeconds: 1, answer: { kind: 'accepted' as const } };
    const input = inputWith({ plan: { ...plan, release: { ...plan.release, stacks: names, stacksAtOnce: 2 } } });
    const stacks = names.map((name) => seenAs(name, name === 'a' ? 'DELETE_IN_PROGRESS' : undefined));
    const sent = stacks.map((seen) => (seen.stack === 'c' ? { ...seen, creation } : seen));
    expect(decide({ manifest: wide, stacks: sent }, input).kind).toBe('wait');
    expect(decide({ manifest: wide, stacks }, input).kind).toBe('act');
  });
});
