import { namesOf, STACK_TAGS } from '../../../lib/domain/names';
import { HERE, inputFor, LOST } from '../../../test/fixtures';
import { ourTags, RELEASE } from '../../../test/stack-world';
import { decided, type Standby, signedPlan } from '../../../test/standby';
import { judgeOthers, type SeenBesideRelease } from './judge-others';
import { checkReadiness } from './step';

const OLD = 'orders-web-r-000000';
const { releaseRoleArn } = namesOf(signedPlan, HERE);
const halfUp = (at: Standby) => {
  const tags = ourTags({ [STACK_TAGS.release]: 'r-000000' });
  at.stacks[OLD] = {
    StackStatus: 'CREATE_COMPLETE',
    RoleARN: releaseRoleArn,
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  };
};

test('CheckReadiness tells which stacks of other releases stand here, and is done', async () => {
  expect(await decided(halfUp)).toMatchObject({
    kind: 'done',
    because: expect.stringContaining(
      `; 1 stack of another release stands here and may serve users beside r-3f2a1b; once users are served by ` +
        `r-3f2a1b, remove it: ${OLD} (r-000000, CREATE_COMPLETE) with aws cloudformation delete-stack --region ` +
        `us-west-2 --stack-name ${OLD} --role-arn ${releaseRoleArn}; `,
    ),
  });
});

test('CheckReadiness says nothing of them where the release is refused', async () => {
  const { kind, because } = await decided((at) => {
    halfUp(at);
    delete at.objects['web.zip'];
  });
  expect(kind).toBe('refuse');
  expect(because).not.toContain(OLD);
});

test.each(['unknown', 'failed'] as const)('CheckReadiness is not held up by a list of stacks that is %s', (outcome) => {
  const planStacks = { outcome, name: 'AccessDenied', because: 'cloudformation:DescribeStacks failed: no' };
  const release = { manifest: { release: RELEASE, stacks: [] } };
  const seen = { release: { problems: [], unknown: [], release }, planStacks } as unknown as SeenBesideRelease;
  expect(judgeOthers(seen, { ...inputFor(checkReadiness), replaced: LOST, isActive: false })).toEqual({
    problems: [],
    open: [],
    holds: ['whether stacks of other releases stand here is not known: cloudformation:DescribeStacks failed: no'],
  });
});
