import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { oneLine } from '../../domain/text';
import type { Verb } from '../../domain/verbs';
import { isOwnWord } from './explain';
import type { Session } from './session';

/** The credentials at hand are not of the plan's account, or may not do what was asked. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
}

export interface MachinePlace {
  readonly plan: Plan;
  readonly region: string;
  readonly verb: Verb;
}

type Settings = Pick<Session, 'settings'>;
type Answer =
  | { readonly outcome: 'found'; readonly running: readonly string[] }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'denied'; readonly because: string };

/**
 * Finds the machine of a verb with the credentials at hand. That it answers proves the account: Step Functions has no
 * resource policies, so it answers to identities of its own account alone.
 *
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/security_iam_service-with-iam.html
 *
 * @returns ARNs of its runs that go on
 * @throws AccountError when the account is another one, the machine is not there, or may not be seen
 */
export async function runningOn(session: Settings, place: MachinePlace): Promise<readonly string[]> {
  const { plan, region, verb } = place;
  const answer = await askMachine(session, place);
  if (answer.outcome === 'found') return answer.running;
  const machine = namesOf(plan, region).machine(verb);
  if (answer.outcome === 'missing') {
    throw new AccountError(`there is no ${machine} in ${region}: deploy the control plane there first`);
  }
  refuseOther(plan, accountIn(answer.because));
  throw new AccountError(`${oneLine(answer.because, 300)}; ${POLICIES}`);
}

const POLICIES =
  'your identity needs the managed policy of operators of this plan; that of drillers is enough for drill, prewarm ' +
  'and check';

/**
 * The account that the credentials at hand are of, as the first of some Regions tells. Who may not see the machine is
 * told by AWS who they are, which is as good.
 *
 * @returns `undefined` where no Region tells
 * @throws AccountError when it is another one than the plan's
 */
export async function accountFound(
  session: Settings,
  { plan, regions }: { readonly plan: Plan; readonly regions: readonly string[] },
): Promise<string | undefined> {
  const asked = regions.map(async (region) => {
    const answer = await askMachine(session, { plan, region, verb: 'check' });
    const account = answer.outcome === 'denied' ? accountIn(answer.because) : plan.account;
    if (answer.outcome === 'missing' || account === undefined) throw new Error(`${region} does not tell the account`);
    return account;
  });
  const account = await Promise.any(asked).catch(({ errors }: AggregateError) => {
    const other = errors.find(isOwnWord);
    if (other) throw other;
    return undefined;
  });
  refuseOther(plan, account);
  return account;
}

/** @throws AccountError when the credentials themselves name another account; as AWS does, when nothing answers */
async function askMachine(session: Settings, { plan, region, verb }: MachinePlace): Promise<Answer> {
  const states = new SFNClient(session.settings(region));
  refuseOther(plan, (await states.config.credentials()).accountId);
  const stateMachineArn = namesOf(plan, region).machineArn(verb);
  try {
    const { executions = [] } = await states.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
    );
    return { outcome: 'found', running: executions.map(({ executionArn = '' }) => executionArn) };
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'StateMachineDoesNotExist') return { outcome: 'missing' };
    if (/^AccessDenied/.test(name)) return { outcome: 'denied', because: message };
    throw error;
  }
}

function refuseOther(plan: Plan, account: string | undefined): void {
  if (account === undefined || account === plan.account) return;
  throw new AccountError(
    `these credentials are of account ${account}, and plan ${plan.name} is of ${plan.account}; name the right ` +
      'profile with AWS_PROFILE, or the right plan with UNDERSTUDY_PLAN',
  );
}

/**
 * AWS names whom it refuses by their ARN.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
const accountIn = (message: string): string | undefined => /\barn:[\w-]+:(?:iam|sts)::(\d{12}):/.exec(message)?.[1];
