import { STACK_TAGS } from '../../../lib/domain/names';
import type { ReleaseManifest } from '../../../lib/domain/release';
import { inputFor } from '../../../test/fixtures';
import { decide, type Seen, type SeenStack } from './decide';
import { stateOf } from './stack-status';
import { deployStacks } from './step';

const template = (key: string) => ({ key, versionId: 'v1', sha256: 'a'.repeat(64), sourceSha256: 'a'.repeat(64) });
const manifest: ReleaseManifest = {
  release: 'r-3f2a1b',
  plan: 'orders',
  commit: 'c0ffee',
  createdAt: '2026-11-21T00:00:00.000Z',
  region: 'us-west-2',
  stacks: [
    {
      name: 'orders-data',
      template: template('data'),
      dependsOn: [],
      parameters: { live: { Release: 'r-3f2a1b' }, drill: {} },
      capabilities: [],
      outputs: ['CatalogueUrl'],
    },
    {
      name: 'orders-web',
      template: template('web'),
      dependsOn: ['orders-data'],
      parameters: { live: { CatalogueUrl: { stack: 'orders-data', output: 'CatalogueUrl' } }, drill: {} },
      capabilities: [],
      outputs: [],
    },
  ],
  assets: [],
  signature: { algorithm: 'ed25519', keyId: 'k', value: 'c2ln' },
};

const ours = { [STACK_TAGS.plan]: 'orders', [STACK_TAGS.release]: 'r-3f2a1b', [STACK_TAGS.epoch]: '101' };
const stack = (name: string, status?: string, more: Partial<SeenStack> = {}): SeenStack => ({
  stack: name,
  stackName: `${name}-r-3f2a1b`,
  status,
  tags: status ? ours : {},
  outputs: status === 'CREATE_COMPLETE' ? { CatalogueUrl: 'https://x' } : {},
  ...more,
});

const decided = (data?: string, web?: string, more: Partial<SeenStack> = {}) =>
  decide({ manifest, stacks: [stack('orders-data', data, more), stack('orders-web', web)] }, inputFor(deployStacks));

describe('DeployStacks decides', () => {
  test.each<[string, string | undefined, string | undefined, string]>([
    ['to create the first stack', undefined, undefined, 'act'],
    ['to wait while it is being created', 'CREATE_IN_PROGRESS', undefined, 'wait'],
    ['to create the next once it is complete', 'CREATE_COMPLETE', undefined, 'act'],
    ['to wait while an earlier one of that name is being deleted', 'DELETE_IN_PROGRESS', undefined, 'wait'],
    ['that it is done when all are complete', 'CREATE_COMPLETE', 'CREATE_COMPLETE', 'done'],
    ['to adopt what an earlier run completed', 'UPDATE_COMPLETE', 'CREATE_COMPLETE', 'done'],
    ['to refuse when one failed', 'CREATE_FAILED', undefined, 'refuse'],
    ['to refuse when one was rolled back', 'ROLLBACK_COMPLETE', undefined, 'refuse'],
    ['that a failed update is no success', 'CREATE_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'refuse'],
    ['that a status it has never heard of is a failure', 'CREATE_SOMEHOW', undefined, 'refuse'],
  ])('%s', (_, data, web, kind) => {
    expect(decided(data, web).kind).toBe(kind);
  });

  test('to refuse a stack of that name that somebody else made', () => {
    expect(decided('CREATE_COMPLETE', undefined, { tags: {} })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('was made by somebody else'),
    });
  });

  test('to refuse a stack of another release under the same name', () => {
    const tags = { ...ours, [STACK_TAGS.release]: 'r-000000' };
    expect(decided('CREATE_COMPLETE', undefined, { tags }).because).toContain('release r-000000');
  });

  test('to name the first resource that failed and the command that clears the way', () => {
    const { because } = decided('CREATE_FAILED', undefined, {
      firstFailure: 'Service (AWS::ECS::Service): no capacity',
    });
    expect(because).toContain('Service (AWS::ECS::Service): no capacity');
    expect(because).toContain('aws cloudformation delete-stack --region us-west-2 --stack-name orders-data-r-3f2a1b');
  });

  test('to hand an output of one stack to the next', () => {
    expect(decided('CREATE_COMPLETE')).toMatchObject({
      act: {
        stackName: 'orders-web-r-3f2a1b',
        parameters: { CatalogueUrl: 'https://x' },
        tags: ours,
        token: 'orders-web-r-3f2a1b-101',
      },
    });
  });

  test('to refuse when a promised output is missing, naming it', () => {
    expect(decided('CREATE_COMPLETE', undefined, { outputs: {} })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('CatalogueUrl (orders-data.CatalogueUrl)'),
    });
  });

  test('to change nothing when the release is not the signed one', () => {
    const seen: Seen = { problems: ['the manifest is not signed with the key the plan pins'] };
    expect(decide(seen, inputFor(deployStacks)).kind).toBe('refuse');
  });
});

describe('a CloudFormation status', () => {
  test.each([
    [undefined, 'absent'],
    ['DELETE_COMPLETE', 'absent'],
    ['CREATE_IN_PROGRESS', 'working'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'working'],
    ['CREATE_COMPLETE', 'complete'],
    ['UPDATE_COMPLETE', 'complete'],
    ['UPDATE_FAILED', 'failed'],
    ['ROLLBACK_IN_PROGRESS', 'failed'],
    ['REVIEW_IN_PROGRESS', 'failed'],
    ['DELETE_FAILED', 'failed'],
  ])('%s means %s', (status, state) => {
    expect(stateOf(status)).toBe(state);
  });
});
