import { STACK_TAGS } from '../../../lib/domain/names';
import { EPOCH, inputFor } from '../../../test/fixtures';
import { ourTags, RELEASE, releaseStack } from '../../../test/stack-world';
import { awsError, decided, fails, manifest, type Standby, signedPlan, template } from '../../../test/standby';
import { deployStacks } from '../deploy-stacks/step';
import { STACKS_PATIENCE_SECONDS } from './judge-stacks';
import { checkReadiness } from './step';

const DATA = `orders-data-${RELEASE}`;
const WEB = `orders-web-${RELEASE}`;
const { names } = inputFor(checkReadiness, { plan: signedPlan });
const earlier = ourTags({ [STACK_TAGS.epoch]: String(EPOCH - 1) });
const other = ourTags({ [STACK_TAGS.release]: 'r-000000' });
const listOf = (tags: Record<string, string>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

type Stack = NonNullable<Standby['stacks'][string]>;

/** A stack of the release that an earlier run made, in a standby Region that is ready otherwise. */
const stands =
  (status: string, { tags = earlier, ...more }: Partial<Stack> & { tags?: Record<string, string> } = {}) =>
  (at: Standby) => {
    at.stacks[DATA] = {
      StackStatus: status as Stack['StackStatus'],
      RoleARN: names.releaseRoleArn,
      Tags: listOf(tags),
      template: template('orders-data'),
      ...more,
    } as Stack;
  };
const retaining = JSON.stringify({ Resources: { Table: { Type: 'Custom::Table', DeletionPolicy: 'Retain' } } });
const table = { LogicalResourceId: 'Table', PhysicalResourceId: 't', ResourceStatus: 'CREATE_COMPLETE' as const };
const replacing = { plan: { ...signedPlan, release: { ...signedPlan.release, replaceOlder: true } } };

describe('CheckReadiness refuses before anything is promoted when a stack of the release', () => {
  test.each<[string, (at: Standby) => void, string]>([
    [
      "is a stranger's",
      stands('CREATE_COMPLETE', { tags: {} }),
      `a stack ${DATA} exists already and was made by somebody else; delete it with aws cloudformation`,
    ],
    // F-59
    [
      'has our tags and not our role',
      stands('CREATE_COMPLETE', { RoleARN: 'arn:aws:iam::1:role/x' }),
      'and the role arn:aws:iam::1:role/x in the place of',
    ],
    [
      'is not what the release says',
      stands('CREATE_COMPLETE', { template: '{"Resources":{"Q":{}}}' }),
      `${DATA} is CREATE_COMPLETE already and is not what the release says: `,
    ],
    [
      'is stuck',
      stands('UPDATE_ROLLBACK_FAILED'),
      `${DATA} is UPDATE_ROLLBACK_FAILED; mend the cause and run aws cloudformation continue-update-rollback`,
    ],
    [
      'is of another release',
      stands('CREATE_COMPLETE', { tags: other }),
      `a stack ${DATA} exists already and was made by release r-000000`,
    ],
    [
      'was left half made, with what outlives it',
      (at) => {
        stands('CREATE_FAILED', { template: retaining })(at);
        at.events = [{ StackId: undefined, StackName: DATA, EventId: '1', Timestamp: undefined, ...table }];
      },
      `${DATA} is CREATE_FAILED, and deleting it would leave Table, which its template retains`,
    ],
  ])('%s', async (_, change, sentence) => {
    const decision = await decided(change);
    expect(decision.kind).toBe('refuse');
    expect(decision.because).toContain('a takeover would fail: ');
    expect(decision.because).toContain(sentence);
  });

  // F-73
  test('lacks an output that another takes', async () => {
    const parameters = { live: { Url: { stack: 'orders-data', output: 'Url' } }, drill: {} };
    const takes = { dependsOn: ['orders-data'], parameters };
    const { because } = await decided((at) => {
      manifest({ stacks: [releaseStack('orders-data'), releaseStack('orders-web', takes)] })(at);
      stands('CREATE_COMPLETE')(at);
    });
    expect(because).toContain('orders-web needs outputs that do not exist: Url (orders-data.Url)');
  });

  test('beside every other, and what else is wrong', async () => {
    const { because } = await decided((at) => {
      stands('CREATE_COMPLETE', { tags: {} })(at);
      at.stacks[WEB] = at.stacks[DATA];
      at.cluster = undefined;
    });
    expect(because).toContain(`a stack ${DATA} exists already`);
    expect(because).toContain(`a stack ${WEB} exists already`);
    expect(because).toContain('orders-us-west-2');
  });

  test('cannot be seen, and never will be', async () => {
    expect(await decided(fails('DescribeStacksCommand', awsError('AccessDenied', 403)))).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('the stacks of the release cannot be seen: CloudFormation failed: AccessDenied'),
    });
  });
});

describe('CheckReadiness is done when a stack of the release', () => {
  test.each<[string, (at: Standby) => void, object]>([
    ['is there already, as the release says', stands('CREATE_COMPLETE'), {}],
    ['is being created by an earlier run', stands('CREATE_IN_PROGRESS'), {}],
    ['is being deleted', stands('DELETE_IN_PROGRESS'), {}],
    ['was left half made by an earlier run', stands('CREATE_FAILED'), {}],
    ['is of another release that the plan lets be replaced', stands('CREATE_COMPLETE', { tags: other }), replacing],
  ])('%s', async (_, change, context) => {
    expect(await decided(change, context)).toMatchObject({ kind: 'done' });
  });
});

describe('CheckReadiness waits for what may pass, and then goes on,', () => {
  test.each<[string, (at: Standby) => void, string, string]>([
    // F-60
    [
      'while somebody changes a stack',
      stands('UPDATE_IN_PROGRESS'),
      `${DATA} is UPDATE_IN_PROGRESS, which this run`,
      `${DATA} is UPDATE_IN_PROGRESS, which this run did not begin; deploy-stacks looks again`,
    ],
    [
      'while CloudFormation is throttled',
      fails('DescribeStacksCommand', awsError('Throttling', 400)),
      'the stacks of the release cannot be seen: CloudFormation failed: Throttling',
      'cannot be seen: CloudFormation failed: Throttling, Throttling was answered; deploy-stacks looks again',
    ],
    [
      'while CloudFormation does not show a template',
      (at) => {
        stands('CREATE_COMPLETE')(at);
        fails('GetTemplateCommand', awsError('InternalFailure', 500))(at);
      },
      'CloudFormation failed: InternalFailure',
      'deploy-stacks compares the templates of stacks that stand: 1, which were not read within 90 s',
    ],
  ])('%s', async (_, change, because, goesOn) => {
    const before = await decided(change, { elapsedSeconds: STACKS_PATIENCE_SECONDS - 1 });
    expect(before).toMatchObject({ kind: 'wait', because: expect.stringContaining(because) });
    const after = await decided(change, { elapsedSeconds: STACKS_PATIENCE_SECONDS });
    expect(after).toMatchObject({ kind: 'done', because: expect.stringContaining(goesOn) });
  });
});

test('CheckReadiness may see what deploy-stacks may see, and change none of it', () => {
  const place = inputFor(checkReadiness, { plan: signedPlan });
  const seeing = (step: { permissions: typeof checkReadiness.permissions }) =>
    step.permissions(place).filter(({ actions }) => actions.includes('cloudformation:GetTemplate'));
  expect(seeing(checkReadiness)).toEqual(seeing(deployStacks));
  const may = checkReadiness.permissions(place).flatMap(({ actions }) => actions);
  expect(may.filter((action) => /^cloudformation:(?!Describe|GetTemplate$)/.test(action))).toEqual([]);
});
