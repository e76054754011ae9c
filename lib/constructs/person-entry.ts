import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Permission, Place } from '../domain/step';
import { onlyKeys, presencePartition } from '../domain/table-items';
import type { TriggerSpec } from '../domain/trigger';
import type { Bundles } from './bundles';
import { policyOf } from './permissions';
import { TriggerLambda } from './trigger-lambda';

export interface PersonEntryProps {
  readonly place: Place;
  readonly bundles: Bundles;
  readonly trigger: TriggerSpec;
  /** Who may call it: the word in the policy's name. */
  readonly role: 'approver' | 'operator';
  /** What else such a person may do. @default nothing */
  readonly alsoMay?: readonly Permission[];
}

/**
 * A trigger that persons call. Its function URL asks for IAM, so that the function learns who called, which an
 * invocation by API would not tell it; nobody is let in by the function itself, only by their own policies. The policy
 * made here is attached to nobody: which roles are held by which persons is the account's own matter.
 */
export class PersonEntry extends Construct {
  /** `https://<id>.lambda-url.<region>.on.aws/` */
  readonly url: string;

  constructor(scope: Construct, id: string, { role, alsoMay = [], ...props }: PersonEntryProps) {
    super(scope, id);
    const { place } = props;
    const { lambda } = new TriggerLambda(this, props);
    this.url = lambda.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM }).url;
    new ManagedPolicy(this, 'Policy', {
      managedPolicyName: `${place.names.stack}-${role}-${place.region}`,
      description: `Understudy of ${place.plan.name} in ${place.region}: what an ${role} may do`,
      document: policyOf([...calling(lambda.functionArn), findingTheUrl(place), ...alsoMay]),
    });
  }
}

/**
 * A function URL asks for both actions; the second is held to calls that come through the URL, because one that does
 * not tells nobody who called.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
const calling = (functionArn: string): Permission[] => [
  {
    actions: ['lambda:InvokeFunctionUrl'],
    resources: [functionArn],
    conditions: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
  },
  {
    actions: ['lambda:InvokeFunction'],
    resources: [functionArn],
    conditions: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
  },
];

const findingTheUrl = ({ plan, names }: Place): Permission => ({
  actions: ['dynamodb:GetItem'],
  resources: [names.tableArn],
  conditions: onlyKeys(presencePartition(plan.name)),
});
