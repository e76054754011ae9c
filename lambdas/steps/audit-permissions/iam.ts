import {
  type ContextEntry,
  type EvaluationResult,
  GetRoleCommand,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandOutput,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, type GetFunctionConfigurationCommandOutput } from '@aws-sdk/client-lambda';
import { failoverCalls } from '../../../lib/domain/calls';
import { type ServiceRole, serviceRolesOf } from '../../../lib/domain/service-roles';
import { type AnyStep, type InputOf, isStepNeeded, slugOf } from '../../../lib/domain/step';
import type { Sends } from '../../edge/clients';
import type { Clock } from '../../edge/clock';
import { paced, type Share } from '../../edge/paced';
import { type Reading, reading } from '../../edge/reading';
import { INCOMPLETE } from '../../edge/transient';
import type { Denied, Seen, SeenRole, SeenServiceRole, Simulated } from './decide';
import { FAILOVER_STEPS } from './failover-steps';
import { type Question, questionsOf } from './questions';
import type { auditPermissions } from './step';

type Input = InputOf<typeof auditPermissions>;

export interface IamClients {
  readonly iam: Sends;
  readonly lambda: Sends;
}

/** As many as IAM gives, for each page is a call: the largest question has 3 actions on each of 1,000 stacks. */
const RESULTS_PER_PAGE = 1000;
const PAGES_MAX = 20;

/**
 * IAM is one for all Regions, whose checks may come at one time, and publishes no rate: so many simulations in a second
 * are those of the example's plan in eight.
 */
const IAM_PER_SECOND = 20;
/** Of 15 calls a second that are no invocations. */
const OF_LAMBDA: Share = { burst: 5, perSecond: 5 };

/** Nothing is ever changed: the roles are found through their functions, and IAM says what they may do. */
export function simulating(clients: IamClients, clock: Clock) {
  const answered = answersOfRun();
  const lambda = paced(clients.lambda, OF_LAMBDA, clock);
  const ask = async (iam: Sends, question: Question, { roleArn, runId }: Asked): Promise<Simulated> => ({
    question,
    roleArn,
    denied: await answered(runId, [roleArn, question], () =>
      reading('iam:SimulatePrincipalPolicy', deniedOf(iam, question, roleArn)),
    ),
  });
  return {
    async look(input: Input): Promise<Seen> {
      const iam = paced(clients.iam, { burst: 4, perSecond: IAM_PER_SECOND / input.plan.regions.length }, clock);
      const steps = FAILOVER_STEPS.filter((step) => isStepNeeded(step, input.plan));
      const [roles, serviceRoles] = await Promise.all([
        Promise.all(steps.map((step) => roleOf(lambda, step, input))),
        Promise.all(serviceRolesOf(input).map((role) => seenServiceRole(iam, role))),
      ]);
      const asked = questionsOf(failoverCalls(input, steps)).flatMap((question) => {
        const role = roles.find(({ step }) => step === question.step)?.role;
        return role?.outcome === 'read' ? [{ question, roleArn: role.value }] : [];
      });
      const simulated = await Promise.all(
        asked.map(({ question, roleArn }) => ask(iam, question, { roleArn, runId: input.run.id })),
      );
      return { roles, simulated, serviceRoles };
    },
    perform: async () => {},
  };
}

interface Asked {
  readonly roleArn: string;
  readonly runId: string;
}

/** What was answered in a run is not asked again when a part of it has to be: only the last run is remembered. */
function answersOfRun() {
  let of = '';
  const answers = new Map<string, Reading<readonly Denied[]>>();
  return async (runId: string, question: unknown, ask: () => Promise<Reading<readonly Denied[]>>) => {
    if (of !== runId) answers.clear();
    of = runId;
    const key = JSON.stringify(question);
    const answer = answers.get(key) ?? (await ask());
    if (answer.outcome === 'read') answers.set(key, answer);
    return answer;
  };
}

async function roleOf(lambda: Sends, step: AnyStep, { names }: Input): Promise<SeenRole> {
  const FunctionName = names.lambda(slugOf(step));
  const answer: Promise<GetFunctionConfigurationCommandOutput> = lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  );
  return {
    step: step.name,
    role: await reading(
      // The same for every step, so that a service that is silent is told once.
      'lambda:GetFunctionConfiguration',
      answer.then(({ Role = '' }) => Role),
    ),
  };
}

async function seenServiceRole(iam: Sends, role: ServiceRole): Promise<SeenServiceRole> {
  const exists = await reading('iam:GetRole', iam.send(new GetRoleCommand({ RoleName: role.name })));
  if (exists.outcome === 'read') return { role, exists: { outcome: 'read', value: true } };
  const isMissing = exists.outcome === 'failed' && exists.name === 'NoSuchEntityException';
  return { role, exists: isMissing ? { outcome: 'read', value: false } : exists };
}

/**
 * What the role may not do, by its policies, its boundary and the organisation's.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
async function deniedOf(iam: Sends, { actions, resources, context }: Question, roleArn: string): Promise<Denied[]> {
  const denied: Denied[] = [];
  let Marker: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer: SimulatePrincipalPolicyCommandOutput = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: roleArn,
        ActionNames: [...actions],
        ResourceArns: [...resources],
        ContextEntries: Object.entries(context).map(contextEntry),
        MaxItems: RESULTS_PER_PAGE,
        ...(Marker && { Marker }),
      }),
    );
    denied.push(...(answer.EvaluationResults ?? []).flatMap(deniedIn));
    Marker = answer.Marker;
    if (!answer.IsTruncated || !Marker) return denied;
  }
  throw Object.assign(new Error(`more results than ${PAGES_MAX} pages hold`), { name: INCOMPLETE });
}

const contextEntry = ([ContextKeyName, value]: [string, string | readonly string[]]): ContextEntry => ({
  ContextKeyName,
  ContextKeyValues: [value].flat(),
  ContextKeyType: typeof value === 'string' ? 'string' : 'stringList',
});

/** Of several resources each has a result of its own; the one above them is then about all. */
function deniedIn(result: EvaluationResult): Denied[] {
  const {
    EvalActionName: action = '',
    EvalDecision = '',
    EvalResourceName = '*',
    ResourceSpecificResults = [],
  } = result;
  const each =
    ResourceSpecificResults.length > 0
      ? ResourceSpecificResults.map((one) => ({
          action,
          resource: one.EvalResourceName ?? '',
          decision: one.EvalResourceDecision ?? '',
        }))
      : [{ action, resource: EvalResourceName, decision: EvalDecision }];
  return each.filter(({ decision }) => decision !== 'allowed');
}
