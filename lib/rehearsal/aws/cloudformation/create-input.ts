import type { CreateStackInput, DeleteStackInput, Tag } from '@aws-sdk/client-cloudformation';
import { AwsError } from '../service';

/** Members of CreateStack that have an effect here. */
const REHEARSED = [
  ...['StackName', 'TemplateURL', 'Parameters', 'Capabilities', 'RoleARN', 'ClientRequestToken', 'OnFailure', 'Tags'],
  ...['EnableTerminationProtection', 'DisableRollback', 'TimeoutInMinutes'],
];

/** @throws for a member that this world would have to ignore, and for what CloudFormation refuses */
export function checkCreateInput(input: CreateStackInput): void {
  refuseUnknown('CreateStack', input, REHEARSED);
  checkText('stackName', input.StackName ?? '', '[a-zA-Z][-a-zA-Z0-9]*');
  if (input.TemplateURL === undefined) invalid('Either Template URL or Template Body must be specified.');
  if (input.DisableRollback !== undefined && input.OnFailure !== undefined) {
    invalid('You can specify only one of DisableRollback and OnFailure.');
  }
  const token = input.ClientRequestToken;
  if (token !== undefined) checkText('clientRequestToken', token, '[a-zA-Z0-9][-a-zA-Z0-9]*');
}

/** Characters of a stack's name and of a token. */
const TEXT_LENGTH_MAX = 128;

/** @throws ValidationError in the words of every AWS API */
function checkText(member: string, value: string, pattern: string): void {
  const constraint = !new RegExp(`^(?:${pattern})$`).test(value)
    ? `Member must satisfy regular expression pattern: ${pattern}`
    : value.length > TEXT_LENGTH_MAX && `Member must have length less than or equal to ${TEXT_LENGTH_MAX}`;
  if (constraint) {
    invalid(`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`);
  }
}

/** @throws for a member that this world would have to ignore */
export function checkDeleteInput(input: DeleteStackInput): void {
  refuseUnknown('DeleteStack', input, ['StackName', 'RoleARN', 'ClientRequestToken']);
}

/** @throws NotImplemented for a member that this world would have to ignore */
export function refuseUnknown(operation: string, input: object, rehearsed: readonly string[]): void {
  const unknown = Object.entries(input)
    .filter(([member, value]) => value !== undefined && !rehearsed.includes(member))
    .map(([member]) => member);
  if (unknown.length === 0) return;
  throw new AwsError('NotImplemented', `${operation} with ${unknown.join(', ')} is not rehearsed`, { status: 501 });
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export function onFailureOf({ OnFailure, DisableRollback }: CreateStackInput): 'DO_NOTHING' | 'ROLLBACK' | 'DELETE' {
  return OnFailure ?? (DisableRollback === true ? 'DO_NOTHING' : 'ROLLBACK');
}

export function parametersOf({ Parameters = [] }: CreateStackInput): Record<string, string> {
  if (Parameters.some(({ UsePreviousValue }) => UsePreviousValue === true))
    invalid('a new stack has no previous values');
  return Object.fromEntries(
    Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]),
  );
}

export const tagsOf = (tags: readonly Tag[] | undefined): Record<string, string> =>
  Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

export interface TemplateLocation {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string;
}

/** `https://<bucket>.s3.<region>.amazonaws.com/<key>[?versionId=…]` */
export function templateLocation(url: string): TemplateLocation {
  const { protocol, hostname, pathname, searchParams } = new URL(url);
  const [, bucket] = /^(.+)\.s3[.-][a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/.exec(hostname) ?? [];
  if (protocol !== 'https:' || bucket === undefined) {
    return invalid(
      `TemplateURL must be a supported URL: got ${url}, allowed is https://<bucket>.s3.<region>.amazonaws.com/<key>`,
    );
  }
  const versionId = searchParams.get('versionId');
  return { bucket, key: decodeURIComponent(pathname.slice(1)), ...(versionId === null ? {} : { versionId }) };
}

export function invalid(message: string): never {
  throw new AwsError('ValidationError', message, { status: 400 });
}
