import type { ContextEntry, GetRoleCommandInput, SimulatePrincipalPolicyCommandInput } from '@aws-sdk/client-iam';
import * as client from '@aws-sdk/client-iam';
import { globalArn } from './arn';
import type { IamDecider, IamRequest } from './iam';
import type { Roles } from './roles';
import { AwsError, type Service } from './service';

/** IAM's own API, as far as it is read: what a role may do, and whether a role exists. It is served in us-east-1. */
export interface IamApi {
  readonly service: Service;
  /** By the world's own hand: a service-linked role that an account may lack. */
  removeServiceRole(name: string): void;
  addServiceRole(name: string): void;
}

export interface IamApiOptions {
  readonly account: string;
  readonly iam: IamDecider;
  readonly roles: Roles;
}

/** Role → the service that it is linked to: those of an account that has used these services before. */
const SERVICE_ROLES: Readonly<Record<string, string>> = {
  AWSServiceRoleForECS: 'ecs.amazonaws.com',
  AWSServiceRoleForElasticLoadBalancing: 'elasticloadbalancing.amazonaws.com',
  AWSServiceRoleForRDS: 'rds.amazonaws.com',
};

/** No role here is older than the world. */
const CREATED = new Date(0);

export function createIamApi({ account, iam, roles }: IamApiOptions): IamApi {
  const linked = new Set(Object.keys(SERVICE_ROLES));
  const arnOf = (name: string): string => {
    const service = SERVICE_ROLES[name];
    const path = service ? `aws-service-role/${service}/` : '';
    return globalArn({ region: 'us-east-1', account }, 'iam', `role/${path}${name}`);
  };
  const exists = (name: string): boolean => (SERVICE_ROLES[name] ? linked.has(name) : roles.exists(arnOf(name)));
  return {
    service: {
      signingName: 'iam',
      client,
      operations: {
        GetRole({ RoleName = '' }: GetRoleCommandInput) {
          if (!exists(RoleName)) throw noSuchEntity(`The role with name ${RoleName} cannot be found.`);
          const Arn = arnOf(RoleName);
          return { Role: { RoleName, Arn, Path: pathIn(Arn), RoleId: 'AROAEXAMPLE', CreateDate: CREATED } };
        },
        SimulatePrincipalPolicy(input: SimulatePrincipalPolicyCommandInput) {
          return { EvaluationResults: simulated(input, { iam, roles }), IsTruncated: false };
        },
      },
      authorization: (operation, { RoleName, PolicySourceArn }: Record<string, string | undefined>) => [
        { action: `iam:${operation}`, resource: PolicySourceArn ?? arnOf(RoleName ?? '') },
      ],
      changes: () => false,
    },
    removeServiceRole: (name) => void linked.delete(name),
    addServiceRole: (name) => void linked.add(name),
  };
}

const pathIn = (arn: string): string => arn.replace(/^.*?:role(\/.*?)[^/]*$/, '$1');

const noSuchEntity = (message: string) => new AwsError('NoSuchEntityException', message, { status: 404 });

const RESULTS_PER_PAGE_MAX = 1000;

/**
 * Every action on every resource, decided by the policies that the world enforces. There are neither permissions
 * boundaries nor organisations here, and a role's policies are known as statements alone.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
function simulated(input: SimulatePrincipalPolicyCommandInput, { iam, roles }: Pick<IamApiOptions, 'iam' | 'roles'>) {
  const { PolicySourceArn = '', ActionNames = [], ResourceArns = ['*'], ContextEntries = [], ...others } = input;
  // All results are on one page, however large it may be.
  const { MaxItems = RESULTS_PER_PAGE_MAX, ...rest } = others;
  refuseIgnored(rest);
  if (MaxItems < 1 || MaxItems > RESULTS_PER_PAGE_MAX) {
    throw new AwsError('ValidationError', `MaxItems must be from 1 to ${RESULTS_PER_PAGE_MAX}, got ${MaxItems}`);
  }
  if (!roles.exists(PolicySourceArn)) throw noSuchEntity(`${PolicySourceArn} cannot be found.`);
  if (ActionNames.length === 0) throw new AwsError('InvalidInputException', 'ActionNames must not be empty');
  const context = Object.fromEntries(ContextEntries.map(valuesOf));
  const decided = (EvalActionName: string) => (arn: string) => ({
    EvalResourceName: arn,
    EvalResourceDecision: decisionOf(iam, PolicySourceArn, { action: EvalActionName, resource: arn, context }),
    MatchedStatements: [],
    MissingContextValues: [],
  });
  return ActionNames.map((EvalActionName) => {
    const ResourceSpecificResults = ResourceArns.map(decided(EvalActionName));
    const decisions = ResourceSpecificResults.map(({ EvalResourceDecision }) => EvalResourceDecision);
    const EvalDecision = MOST_RESTRICTIVE_FIRST.find((decision) => decisions.includes(decision)) ?? 'allowed';
    return { EvalActionName, EvalDecision, ResourceSpecificResults, MatchedStatements: [], MissingContextValues: [] };
  });
}

/**
 * One result for each action, about all resources.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
const MOST_RESTRICTIVE_FIRST = ['explicitDeny', 'implicitDeny'] as const;

function decisionOf(iam: IamDecider, roleArn: string, request: IamRequest) {
  const allowed = iam.wouldAllow(roleArn, request);
  if (allowed === true) return 'allowed';
  return allowed.includes('explicit deny') ? 'explicitDeny' : 'implicitDeny';
}

const valuesOf = ({ ContextKeyName = '', ContextKeyValues = [] }: ContextEntry) =>
  [ContextKeyName, ContextKeyValues] as const;

/** Members that would change the answer. @throws NotImplemented */
function refuseIgnored(rest: object): void {
  const names = Object.entries(rest).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (names.length === 0) return;
  const message = `iam:SimulatePrincipalPolicy with ${names.join(', ')} is not rehearsed`;
  throw new AwsError('NotImplemented', message, { status: 501 });
}
