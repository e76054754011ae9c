import type { CreateStackInput } from '@aws-sdk/client-cloudformation';
import { arnIn } from '../arn';
import type { Call, IamRequest } from '../service';
import { tagsOf } from './create-input';
import type { StackList } from './stacks';

/** Members that IAM is asked about; an operation has some of them. */
type Input = Pick<CreateStackInput, 'StackName' | 'RoleARN' | 'TemplateURL' | 'Tags'>;

/**
 * Actions beside the one that is called like the operation, on the same stack.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-template.html and, for drift,
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
const alsoAsked = (operation: string, { Tags = [] }: Input): string[] => {
  if (operation === 'DetectStackDrift') return ['DetectStackResourceDrift'];
  return operation === 'CreateStack' && Tags.length > 0 ? ['TagResource'] : [];
};

/**
 * A call that names a stack is asked about that stack and its tags; any other, about all.
 *
 * Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
 */
export const requestsOf =
  ({ account, stacks }: { readonly account: string; readonly stacks: StackList }) =>
  (operation: string, input: Input, { region }: Call): IamRequest[] => {
    const { StackName: name, RoleARN: role } = input;
    const existing = operation === 'CreateStack' ? undefined : stacks.find(region, name);
    const named = name?.startsWith('arn:') ? name : arnIn({ region, account }, 'cloudformation', `stack/${name}/*`);
    const resource = name === undefined ? '*' : (existing?.arn ?? named);
    const context = { ...contextOf(input), ...tagContext('aws:ResourceTag', existing?.tags ?? {}) };
    const actions = [operation, ...alsoAsked(operation, input)].map((action) => `cloudformation:${action}`);
    const passed = { action: 'iam:PassRole', context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } };
    return [
      ...actions.map((action) => ({ action, resource, context })),
      ...(role === undefined ? [] : [{ ...passed, resource: role }]),
    ];
  };

function contextOf({ RoleARN, TemplateURL, Tags }: Input): Record<string, string | string[]> {
  const tags = tagsOf(Tags);
  return {
    ...(RoleARN === undefined ? {} : { 'cloudformation:RoleArn': RoleARN }),
    ...(TemplateURL === undefined ? {} : { 'cloudformation:TemplateUrl': TemplateURL }),
    ...(Tags === undefined ? {} : { 'aws:TagKeys': Object.keys(tags) }),
    ...tagContext('aws:RequestTag', tags),
  };
}

const tagContext = (key: string, tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`${key}/${tag}`, value]));
