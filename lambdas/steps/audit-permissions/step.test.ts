import { GetRoleCommand, type SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { failoverCalls } from '../../../lib/domain/calls';
import { problemsIn } from '../../../lib/domain/problems';
import { HERE, inputFor, planWith } from '../../../test/fixtures';
import { awsError } from '../../../test/standby';
import type { Sends } from '../../edge/clients';
import { decide, PATIENCE_SECONDS, type Seen } from './decide';
import { FAILOVER_STEPS } from './failover-steps';
import { simulating } from './iam';
import { questionsOf } from './questions';
import { auditPermissions } from './step';

const input = inputFor(auditPermissions);
const late = inputFor(auditPermissions, { elapsedSeconds: PATIENCE_SECONDS });
const ROLE = 'arn:aws:iam::111122223333:role/understudy-orders-promote';
const question = {
  step: 'PromoteDatabase',
  actions: ['rds:FailoverGlobalCluster'],
  resources: ['arn:aws:rds::111122223333:global-cluster:orders', 'arn:aws:rds:us-west-2:111122223333:cluster:o'],
  context: {},
};
const denial = { action: 'rds:FailoverGlobalCluster', resource: question.resources[1] ?? '', decision: 'implicitDeny' };
const serviceRole = {
  name: 'AWSServiceRoleForECS',
  arn: 'arn',
  service: 'ecs.amazonaws.com',
  without: 'no task starts',
};

const read = <Value>(value: Value) => ({ outcome: 'read', value }) as const;
const unknown = { outcome: 'unknown', because: 'iam:SimulatePrincipalPolicy failed: TimeoutError' } as const;
const failed = { outcome: 'failed', name: 'AccessDenied', because: 'iam failed: AccessDenied' } as const;

const seen = (changes: Partial<Seen> = {}): Seen => ({
  roles: [{ step: 'PromoteDatabase', role: read(ROLE) }],
  simulated: [{ question, roleArn: ROLE, denied: read([]) }],
  serviceRoles: [{ role: serviceRole, exists: read(true) }],
  ...changes,
});
const simulated = (denied: Seen['simulated'][number]['denied']) => ({
  simulated: [{ question, roleArn: ROLE, denied }],
});

describe('AuditPermissions', () => {
  it('is done when every role allows what its step calls, and says how much was simulated', () => {
    expect(decide(seen(), input)).toMatchObject({ kind: 'done', output: { calls: 2 } });
  });

  // F-112
  it('refuses a role that lacks a right on one of two resources, naming role, action and resource (F-55)', () => {
    const { kind, because } = decide(seen(simulated(read([denial]))), input);
    expect(kind).toBe('refuse');
    for (const word of [ROLE, denial.action, denial.resource, 'implicitDeny', 'PromoteDatabase']) {
      expect(because).toContain(word);
    }
  });

  it('names three denials of a role and counts the others', () => {
    const { because } = decide(seen(simulated(read([denial, denial, denial, denial, denial]))), input);
    expect(because).toContain('nor 2 more');
  });

  it.each<[string, Partial<Seen>, string]>([
    ['a simulation that IAM does not answer', simulated(unknown), 'was not simulated'],
    ['a role that nobody could tell', { roles: [{ step: 'X', role: unknown }], simulated: [] }, 'not simulated'],
    [
      'a service-linked role that nobody could see',
      { serviceRoles: [{ role: serviceRole, exists: unknown }] },
      'AWSServiceRoleForECS',
    ],
  ])('waits for %s, and refuses once its patience is over', (_, changes, word) => {
    const soon = inputFor(auditPermissions, { elapsedSeconds: PATIENCE_SECONDS - 1 });
    expect(decide(seen(changes), soon)).toMatchObject({ kind: 'wait', because: expect.stringContaining(word) });
    expect(decide(seen(changes), late)).toMatchObject({ kind: 'refuse', because: expect.stringContaining(word) });
  });

  const asking = (steps: readonly string[], denied: Seen['simulated'][number]['denied']) =>
    steps.map((step) => ({ question: { ...question, step }, roleArn: ROLE, denied }));
  const STEPS = ['A', 'B', 'C', 'D'];
  it.each<[string, Partial<Seen>, readonly string[]]>([
    [
      'questions, however many steps they are about',
      { simulated: [...asking(STEPS, unknown), ...asking(STEPS, unknown)] },
      [`8 questions about the roles of 4 steps were not simulated: ${unknown.because}`],
    ],
    [
      'questions about a few steps, which are named',
      { simulated: asking(['A', 'B'], unknown) },
      [`2 questions about the roles of A and B were not simulated: ${unknown.because}`],
    ],
    [
      'one question',
      { simulated: asking(['A'], unknown) },
      [`1 question about the role of A was not simulated: ${unknown.because}`],
    ],
    [
      'questions of two reasons, which stay two sentences',
      { simulated: [...asking(['A'], unknown), ...asking(['B'], failed)] },
      [
        `1 question about the role of B was not simulated: ${failed.because}`,
        `1 question about the role of A was not simulated: ${unknown.because}`,
      ],
    ],
    [
      'questions that IAM was silent to, and those that it throttled',
      { simulated: [...asking(['A'], unknown), ...asking(['B'], { ...unknown, because: 'Throttling' })] },
      [
        `1 question about the role of A was not simulated: ${unknown.because}`,
        '1 question about the role of B was not simulated: Throttling',
      ],
    ],
    [
      'roles that nobody could tell',
      { roles: STEPS.map((step) => ({ step, role: unknown })) },
      [`the role of each of 4 steps, whose calls were not simulated, is not known: ${unknown.because}`],
    ],
    [
      'service-linked roles that nobody could see',
      { serviceRoles: ['AWSX', 'AWSY'].map((name) => ({ role: { ...serviceRole, name }, exists: unknown })) },
      [`whether AWSX and AWSY exist is not known: ${unknown.because}`],
    ],
  ])('joins what was not answered for one reason: %s', (_, changes, sentences) => {
    const { because } = decide(seen(changes), late);
    const said = problemsIn(because).map((one) => one.replace(/^a takeover would fail: /, ''));
    expect(said).toEqual(sentences);
  });

  it('refuses at once where asking again gives the same', () => {
    expect(decide(seen(simulated(failed)), input)).toMatchObject({ kind: 'refuse' });
  });

  it('names what is wrong and what is unknown in one refusal', () => {
    const both = seen({
      ...simulated(read([denial])),
      serviceRoles: [
        { role: serviceRole, exists: read(false) },
        { role: { ...serviceRole, name: 'AWSServiceRoleForRDS' }, exists: unknown },
      ],
    });
    expect(decide(both, input).kind).toBe('wait');
    const { kind, because } = decide(both, late);
    expect([kind, problemsIn(because)]).toEqual([
      'refuse',
      [
        expect.stringContaining('PromoteDatabase may not'),
        expect.stringContaining('aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com'),
        expect.stringContaining('AWSServiceRoleForRDS exists is not known'),
      ],
    ]);
  });
});

describe('the questions to IAM', () => {
  const calls = failoverCalls(input, FAILOVER_STEPS);
  const singles = (step: string, actions: readonly string[], resources: readonly string[], context: unknown) =>
    actions.flatMap((action) => resources.map((one) => JSON.stringify([step, action, one, context])));

  it('ask for every right of every call, and for nothing else', () => {
    const asked = questionsOf(calls).flatMap((one) => singles(one.step, one.actions, one.resources, one.context));
    const wanted = calls.flatMap(({ step, rights }) =>
      rights.flatMap(({ action, resources, context = {} }) => singles(step, [action], resources, context)),
    );
    expect(new Set(asked)).toEqual(new Set(wanted));
  });

  it('are far fewer than the rights', () => {
    const rights = calls.flatMap((call) => call.rights);
    expect(questionsOf(calls).length).toBeLessThan(rights.length * 0.7);
  });
});

describe('looking', () => {
  const clients = (answer: (command: SimulatePrincipalPolicyCommand) => unknown) => {
    const sent: SimulatePrincipalPolicyCommand[] = [];
    const iam: Sends = {
      async send(command) {
        if (command instanceof GetRoleCommand) {
          if (command.input.RoleName === 'AWSServiceRoleForRDS') throw awsError('NoSuchEntityException', 404);
          return {};
        }
        sent.push(command);
        return answer(command);
      },
    };
    const lambda: Sends = {
      send: async (command: GetFunctionConfigurationCommand) => ({ Role: `role of ${command.input.FunctionName}` }),
    };
    const clock = { now: () => 0, sleep: async () => {} };
    return { sent, look: simulating({ iam, lambda }, clock).look };
  };

  it('asks about each step the role of its own function, in the lane that serves users', async () => {
    const { sent, look } = clients(() => ({ EvaluationResults: [] }));
    const { simulated: answers } = await look(input);
    expect(answers.find(({ question: { step } }) => step === 'DeployStacks')?.roleArn).toBe(
      'role of understudy-orders-deploy-stacks',
    );
    expect(sent.every((command) => command.input.PolicySourceArn?.startsWith('role of understudy-orders-'))).toBe(true);
  });

  it('gives IAM the condition keys of the call, lists as lists', async () => {
    const { sent, look } = clients(() => ({ EvaluationResults: [] }));
    await look(input);
    const entries = sent.flatMap((command) => command.input.ContextEntries ?? []);
    expect(entries).toContainEqual({
      ContextKeyName: 'cloudformation:RoleArn',
      ContextKeyValues: [`arn:aws:iam::111122223333:role/orders-release-${HERE}`],
      ContextKeyType: 'string',
    });
    expect(entries).toContainEqual({
      ContextKeyName: 'dynamodb:LeadingKeys',
      ContextKeyValues: ['claim#orders'],
      ContextKeyType: 'stringList',
    });
  });

  it('reads the decision on each resource, and one on all of them', async () => {
    const { look } = clients((command) => ({
      EvaluationResults: command.input.ActionNames?.includes('rds:FailoverGlobalCluster')
        ? [
            {
              EvalActionName: 'rds:FailoverGlobalCluster',
              EvalDecision: 'implicitDeny',
              ResourceSpecificResults: [
                { EvalResourceName: 'a', EvalResourceDecision: 'allowed' },
                { EvalResourceName: 'b', EvalResourceDecision: 'implicitDeny' },
              ],
            },
          ]
        : [{ EvalActionName: 'sns:Publish', EvalDecision: 'explicitDeny', EvalResourceName: 'c' }],
    }));
    const denied = (await look(input)).simulated.flatMap((one) =>
      one.denied.outcome === 'read' ? one.denied.value : [],
    );
    expect(denied).toContainEqual({ action: 'rds:FailoverGlobalCluster', resource: 'b', decision: 'implicitDeny' });
    expect(denied).toContainEqual({ action: 'sns:Publish', resource: 'c', decision: 'explicitDeny' });
    expect(denied.map(({ resource }) => resource)).not.toContain('a');
  });

  it('asks again only what was not answered, and everything in the next run', async () => {
    let throttled = true;
    const { sent, look } = clients(() => {
      if (throttled) throw awsError('Throttling', 400);
      return { EvaluationResults: [] };
    });
    await look(input);
    throttled = false;
    const first = sent.length;
    await look(input);
    expect(sent.length).toBe(2 * first);
    await look(input);
    expect(sent.length).toBe(2 * first);
    await look(inputFor(auditPermissions, { run: { ...input.run, id: 'another' } }));
    expect(sent.length).toBe(3 * first);
  });

  it('knows a service-linked role that does not exist, and asks for that of RDS only where there are databases', async () => {
    const { look } = clients(() => ({ EvaluationResults: [] }));
    const missing = (roles: Seen['serviceRoles']) =>
      roles.flatMap(({ role, exists }) => (exists.outcome === 'read' && !exists.value ? [role.name] : []));
    expect(missing((await look(input)).serviceRoles)).toEqual(['AWSServiceRoleForRDS']);
    const without = inputFor(auditPermissions, { plan: planWith({ databases: [] }) });
    expect(missing((await look(without)).serviceRoles)).toEqual([]);
  });
});
