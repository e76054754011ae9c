import { isJson } from '../../domain/json';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { Resource, Source, SourceStack, Template } from '../source';
import { isFixed, listOf, textOf } from './texts';

type Statement = Readonly<Record<string, unknown>>;

/** What the role of a release is allowed in one Region, as far as the source tells. */
export interface RolePolicies {
  readonly statements: readonly Statement[];
  /** Managed policies that the source does not hold: nobody knows here what they allow. */
  readonly unknown: readonly string[];
}

/**
 * The policies of the role that CloudFormation creates the release with; `undefined`: the source does not hold it.
 * Policies attached from other stacks are not seen.
 */
export function releaseRoleIn({ stacks, others }: Source, plan: Plan, region: string): RolePolicies | undefined {
  const name = namesOf(plan, region).releaseRoleArn.split('/').at(-1) ?? '';
  const all = [...others, ...stacks].filter((stack) => stack.region === undefined || stack.region === region);
  const found = all.flatMap((stack) => rolesNamed(name, stack, { plan, region }));
  return found[0] && policiesOf(found[0]);
}

interface RoleHere {
  readonly logicalId: string;
  readonly role: Resource;
  readonly template: Template;
  readonly name: string;
}

function rolesNamed(name: string, { template }: SourceStack, place: { plan: Plan; region: string }): RoleHere[] {
  return Object.entries(template.Resources)
    .filter(([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && filled(Properties?.RoleName, place) === name)
    .map(([logicalId, role]) => ({ logicalId, role, template, name }));
}

function filled(written: unknown, { plan, region }: { plan: Plan; region: string }): string | undefined {
  const text = textOf(written);
  if (text === undefined || !isFixed(text)) return undefined;
  return text.replace(/\$\{AWS::Region\}/g, region).replace(/\$\{AWS::AccountId\}/g, plan.account);
}

function policiesOf(here: RoleHere): RolePolicies {
  const { Policies, ManagedPolicyArns } = here.role.Properties ?? {};
  const inline = listOf(Policies).map((policy) => (isJson(policy) ? policy.PolicyDocument : undefined));
  const managed = listOf(ManagedPolicyArns).map((arn) => managedPolicy(arn, here.template));
  const documents = [...inline, ...attachedTo(here), ...managed.map(({ document }) => document)];
  return {
    statements: documents.flatMap(statementsIn),
    unknown: managed.flatMap(({ unknown }) => (unknown === undefined ? [] : [unknown])),
  };
}

/** Documents of the policies in the same template that name the role. */
function attachedTo({ logicalId, template, name }: RoleHere): unknown[] {
  const isIt = (role: unknown) => textOf(role) === name || textOf(role) === `\${${logicalId}}`;
  return Object.values(template.Resources)
    .filter(({ Type }) => ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].includes(Type))
    .filter(({ Properties = {} }) => [...listOf(Properties.Roles), Properties.RoleName].some(isIt))
    .map(({ Properties = {} }) => Properties.PolicyDocument);
}

/** Allows everything; any other policy of AWS's own may change at any time. */
const ADMINISTRATOR = /:iam::aws:policy\/AdministratorAccess$/;

function managedPolicy(arn: unknown, { Resources }: Template): { document?: unknown; unknown?: string } {
  const text = textOf(arn) ?? 'a policy that is computed';
  const own = Resources[/^\$\{(\w+)\}$/.exec(text)?.[1] ?? ''];
  if (own?.Type === 'AWS::IAM::ManagedPolicy') return { document: own.Properties?.PolicyDocument };
  if (ADMINISTRATOR.test(text)) return { document: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } };
  return { unknown: text };
}

function statementsIn(document: unknown): Statement[] {
  const written = isJson(document) ? document.Statement : undefined;
  return (Array.isArray(written) ? written : [written]).filter(isJson);
}

/** Whether statements allow an action on some resource; conditions and resources of what is allowed are not read. */
export const allows = (statements: readonly Statement[], action: string): boolean =>
  statements.some((one) => one.Effect === 'Allow' && covers(one, action)) && !denies(statements, action);

/** A denial counts where nothing narrows it. */
const denies = (statements: readonly Statement[], action: string): boolean =>
  statements.some(
    (one) => one.Effect === 'Deny' && one.Condition === undefined && isEverything(one) && covers(one, action),
  );

const isEverything = ({ Resource }: Statement): boolean => oneOrMore(Resource).includes('*');

const oneOrMore = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function covers({ Action, NotAction }: Statement, action: string): boolean {
  const matches = (pattern: unknown) => typeof pattern === 'string' && asPattern(pattern).test(action);
  if (Action !== undefined) return oneOrMore(Action).some(matches);
  return NotAction !== undefined && !oneOrMore(NotAction).some(matches);
}

/** IAM's wildcards; case makes no difference to an action. */
const asPattern = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

const READS = /^(Get|List|Describe|Head|BatchGet|Query|Scan|View|Search)/;

/** Whether statements allow any action of a service that is not a read. */
export function allowsSomeWrite(statements: readonly Statement[], prefix: string): boolean {
  const named = statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => oneOrMore(Action))
    .filter((action): action is string => typeof action === 'string')
    .filter((action) => action.toLowerCase().startsWith(`${prefix}:`) && !READS.test(action.split(':')[1] ?? ''));
  // With a wildcard for the service, or all but some actions, creating anything stands for all of it.
  return [...named.map((action) => action.replaceAll('*', 'X')), `${prefix}:CreateX`].some((action) =>
    allows(statements, action),
  );
}
