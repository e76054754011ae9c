import type { Decision } from '../../../lib/domain/decision';
import type { ServiceRole } from '../../../lib/domain/service-roles';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import { audited } from '../../edge/audited';
import { type Finding, holds, open, problem, unread } from '../../edge/finding';
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
    findings: [...judgeRoles(roles), ...judgeSimulated(simulated), ...judgeServiceRoles(serviceRoles)],
    elapsedSeconds,
    patienceSeconds: PATIENCE_SECONDS,
    output: () => ({ calls: simulated.reduce((sum, { question }) => sum + sizeOf(question), 0) }),
  });

const sizeOf = ({ actions, resources }: Question): number => actions.length * resources.length;

/** What was not read for one and the same reason. */
interface Unread<Of> {
  readonly reason: Exclude<Reading<never>, { outcome: 'read' }>;
  readonly of: readonly Of[];
}

/** By its reason, so that a service that is silent is told once and not for each of its answers. */
function unreadIn<Of>(all: readonly Of[], readingOf: (one: Of) => Reading<unknown>): Unread<Of>[] {
  const groups = new Map<string, Unread<Of>>();
  for (const one of all) {
    const reason = readingOf(one);
    if (reason.outcome === 'read') continue;
    const key = JSON.stringify([reason.outcome, reason.because]);
    groups.set(key, { reason, of: [...(groups.get(key)?.of ?? []), one] });
  }
  return [...groups.values()];
}

/** `A and B`, or `13 steps` where a list would be long. */
const namedSteps = (steps: readonly string[]): string =>
  steps.length > NAMED_MAX ? `${steps.length} steps` : listed(steps);

const judgeRoles = (roles: readonly SeenRole[]): Finding[] =>
  unreadIn(roles, ({ role }) => role).map(({ reason, of }) => {
    const named = namedSteps(of.map(({ step }) => step));
    return unread(`the role of ${of.length === 1 ? '' : 'each of '}${named}, whose calls were not simulated,`, reason);
  });

function judgeSimulated(simulated: readonly Simulated[]): Finding[] {
  const steps = [...new Set(simulated.map(({ question }) => question.step))];
  const count = simulated.reduce((sum, { question }) => sum + sizeOf(question), 0);
  const denied = steps.map((step) =>
    judgeStep(
      step,
      simulated.filter(({ question }) => question.step === step),
    ),
  );
  return [
    ...denied,
    ...unreadIn(simulated, (one) => one.denied).map(judgeUnanswered),
    holds(`${count} rights of ${steps.length} steps were simulated`),
  ];
}

/** What one role lacks, in one sentence. */
function judgeStep(step: string, simulated: readonly Simulated[]): Finding {
  const denied = simulated.flatMap(({ denied }) => (denied.outcome === 'read' ? denied.value : []));
  return denied.length > 0 ? problem(deniedSentence(step, denied, simulated[0]?.roleArn ?? '')) : holds();
}

function judgeUnanswered({ reason, of }: Unread<Simulated>): Finding {
  const steps = [...new Set(of.map(({ question }) => question.step))];
  const roles = `${steps.length === 1 ? 'role' : 'roles'} of ${namedSteps(steps)}`;
  const asked = of.length === 1 ? '1 question' : `${of.length} questions`;
  const sentence = `${asked} about the ${roles} ${of.length === 1 ? 'was' : 'were'} not simulated: ${reason.because}`;
  return reason.outcome === 'unknown' ? open(sentence) : problem(sentence);
}

/** So many denials, or steps, are named; the rest would say no more. */
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

function judgeServiceRoles(roles: readonly SeenServiceRole[]): Finding[] {
  const missing = roles.flatMap(({ role, exists }) => (exists.outcome === 'read' && !exists.value ? [role] : []));
  const notKnown = unreadIn(roles, ({ exists }) => exists).map(({ reason, of }) =>
    unread(`whether ${listed(of.map(({ role }) => role.name))} ${of.length === 1 ? 'exists' : 'exist'}`, reason),
  );
  return [
    ...missing.map(({ name, service, without }) =>
      problem(
        `the service-linked role ${name} does not exist, and without it ${without}: create it with ` +
          `aws iam create-service-linked-role --aws-service-name ${service}`,
      ),
    ),
    ...notKnown,
  ];
}
