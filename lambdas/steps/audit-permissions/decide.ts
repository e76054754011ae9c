import type { Decision } from '../../../lib/domain/decision';
import type { ServiceRole } from '../../../lib/domain/service-roles';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { audited } from '../../edge/audited';
import { type Finding, holds, problem, unread } from '../../edge/finding';
import type { Reading } from '../../edge/reading';
import type { Question } from './questions';
import type { auditPermissions } from './step';

/** Something that IAM's simulation does not allow. */
export interface Denied {
  readonly action: string;
  readonly resource: string;
  /** IAM's word: `implicitDeny` or `explicitDeny`. */
  readonly decision: string;
}

export interface SeenRole {
  readonly step: string;
  /** ARN of the role of the step's function. */
  readonly role: Reading<string>;
}

export interface Simulated {
  readonly question: Question;
  readonly roleArn: string;
  readonly denied: Reading<readonly Denied[]>;
}

export interface SeenServiceRole {
  readonly role: ServiceRole;
  readonly exists: Reading<boolean>;
}

export interface Seen {
  readonly roles: readonly SeenRole[];
  /** Of those steps whose role is known. */
  readonly simulated: readonly Simulated[];
  readonly serviceRoles: readonly SeenServiceRole[];
}

/** IAM answers within seconds, and limits how often it is asked. */
export const PATIENCE_SECONDS = 90;

/** Everything is judged, so that one refusal names all that has to be put right. */
export const decide = (
  { roles, simulated, serviceRoles }: Seen,
  { elapsedSeconds }: InputOf<typeof auditPermissions>,
): Decision<never, OutputOf<typeof auditPermissions>> =>
  audited({
    findings: [...roles.map(judgeRole), ...judgeSimulated(simulated), ...serviceRoles.map(judgeServiceRole)],
    elapsedSeconds,
    patienceSeconds: PATIENCE_SECONDS,
    output: () => ({ calls: simulated.reduce((sum, { question }) => sum + sizeOf(question), 0) }),
  });

const sizeOf = ({ actions, resources }: Question): number => actions.length * resources.length;

function judgeRole({ step, role }: SeenRole): Finding {
  if (role.outcome === 'read') return holds();
  return unread(`the role of ${step}, whose calls were not simulated,`, role);
}

function judgeSimulated(simulated: readonly Simulated[]): Finding[] {
  const steps = [...new Set(simulated.map(({ question }) => question.step))];
  const count = simulated.reduce((sum, { question }) => sum + sizeOf(question), 0);
  const said = steps.map((step) =>
    judgeStep(
      step,
      simulated.filter(({ question }) => question.step === step),
    ),
  );
  return [...said, holds(`${count} rights of ${steps.length} steps were simulated`)];
}

/** What one role lacks, in one sentence; what was not answered is told in the word of the first question. */
function judgeStep(step: string, simulated: readonly Simulated[]): Finding {
  const denied = simulated.flatMap(({ denied }) => (denied.outcome === 'read' ? denied.value : []));
  const unanswered = simulated.flatMap(({ denied }) => (denied.outcome === 'read' ? [] : [denied]));
  const [first] = unanswered;
  const sentence = `${unanswered.length} questions about the role of ${step} were not simulated: ${first?.because}`;
  return {
    problems: [
      ...(denied.length > 0 ? [deniedSentence(step, denied, simulated[0]?.roleArn ?? '')] : []),
      ...(first?.outcome === 'failed' ? [sentence] : []),
    ],
    open: first?.outcome === 'unknown' ? [sentence] : [],
    holds: [],
  };
}

/** So many denials are named; the rest of a role that lost its policy would say no more. */
const NAMED_MAX = 3;

function deniedSentence(step: string, denied: readonly Denied[], roleArn: string): string {
  const named = denied
    .slice(0, NAMED_MAX)
    .map(({ action, resource, decision }) => `${action} on ${resource} (${decision})`);
  const more = denied.length - named.length;
  return (
    `${step} may not do ${listed(named)}${more > 0 ? `, nor ${more} more` : ''} with its role ${roleArn}: ` +
    'deploy the control plane again, and look for a permissions boundary or a service control policy that was changed'
  );
}

function judgeServiceRole({ role, exists }: SeenServiceRole): Finding {
  const { name, service, without } = role;
  if (exists.outcome !== 'read') return unread(`whether ${name} exists`, exists);
  return exists.value
    ? holds()
    : problem(
        `the service-linked role ${name} does not exist, and without it ${without}: create it with ` +
          `aws iam create-service-linked-role --aws-service-name ${service}`,
      );
}
