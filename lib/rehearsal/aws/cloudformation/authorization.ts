import type { CreateStackInput } from '@aws-sdk/client-cloudformation';
import { arnIn } from '../arn';
import type { Call, IamRequest } from '../service';
import { tagsOf } from './create-input';

/** Operations whose role, template and tags IAM is told of. */
const CHANGING = ['CreateStack', 'DeleteStack'];

/** Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html */
export const requestsOf =
  (account: string) =>
  (operation: string, input: CreateStackInput, { region }: Call): IamRequest[] => {
    const { StackName: name, RoleARN: role } = input;
    const named = name?.startsWith('arn:') ? name : arnIn({ region, account }, 'cloudformation', `stack/${name}/*`);
    const request = { action: `cloudformation:${operation}`, resource: name === undefined ? '*' : named };
    const passed = { action: 'iam:PassRole', context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } };
    return [
      CHANGING.includes(operation) ? { ...request, context: contextOf(input) } : request,
      ...(role === undefined ? [] : [{ ...passed, resource: role }]),
    ];
  };

function contextOf({ RoleARN, TemplateURL, Tags }: CreateStackInput): Record<string, string | string[]> {
  const tags = tagsOf(Tags);
  return {
    ...(RoleARN === undefined ? {} : { 'cloudformation:RoleArn': RoleARN }),
    ...(TemplateURL === undefined ? {} : { 'cloudformation:TemplateUrl': TemplateURL }),
    'aws:TagKeys': Object.keys(tags),
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
}
