import { CreateStackCommand, type CreateStackCommandOutput, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { oneLine } from '../../../lib/domain/text';
import type { Sends } from '../../edge/clients';
import type { Answer } from '../../edge/release-stacks/sent-stacks';
import { faultOf } from '../../edge/transient';
import type { Creation, Deletion } from './creation';
import type { Input } from './seen';
import { CREATE_MINUTES_MAX } from './step';

/** Sends the creation of a stack. @returns what CloudFormation made of it */
export const creating = (cloudformation: Sends, create: Creation, { names }: Pick<Input, 'names'>): Promise<Answer> =>
  answerTo(
    cloudformation.send(
      new CreateStackCommand({
        StackName: create.stackName,
        TemplateURL:
          `${names.templateUrlPrefix}${create.template.key}` +
          `?versionId=${encodeURIComponent(create.template.versionId)}`,
        Parameters: Object.entries(create.parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
        Capabilities: [...create.capabilities],
        Tags: Object.entries(create.tags).map(([Key, Value]) => ({ Key, Value })),
        RoleARN: names.releaseRoleArn,
        ClientRequestToken: create.token,
        // A failed stack is left as it is: what broke can be read, and nothing is deleted while people look.
        OnFailure: 'DO_NOTHING',
        TimeoutInMinutes: CREATE_MINUTES_MAX,
      }),
    ),
  );

/** Sends the deletion of a stack. @returns what CloudFormation made of it */
export const deleting = (
  cloudformation: Sends,
  { id, token }: Deletion,
  { names }: Pick<Input, 'names'>,
): Promise<Answer> =>
  answerTo(
    cloudformation.send(
      new DeleteStackCommand({ StackName: id, RoleARN: names.releaseRoleArn, ClientRequestToken: token }),
    ),
  );

const ALREADY = ['AlreadyExistsException', 'TokenAlreadyExistsException'];
/** CloudFormation's name for a used-up quota of stacks; other services call a request that came too fast so. */
const QUOTA = 'LimitExceededException';

/**
 * What CloudFormation hands on of a service that is in trouble or asked too often, as an error of validation: it
 * fetches the template from S3, and asks others about the role and the parameters.
 *
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const PASSING = /\binternal (?:error|failure)\b|request rate|rate exceeded|throttl|slow ?down|unavailable|try again/i;

/** What the next look has to know. Only a fault of this program is thrown on. */
async function answerTo(sending: Promise<Partial<CreateStackCommandOutput> | undefined>): Promise<Answer> {
  try {
    const { StackId: id } = (await sending) ?? {};
    return { kind: 'accepted', id };
  } catch (error) {
    const { name, message } = error as Error;
    if (ALREADY.includes(name)) return { kind: 'existsAlready' };
    if (name === QUOTA) return { kind: 'refused', name, message };
    switch (faultOf(error)) {
      case 'throttled':
        return { kind: 'throttled', because: oneLine(`${name}, ${message}`) };
      // The request may have got through; if not, it is sent again with the same token.
      case 'unanswered':
        return { kind: 'accepted' };
      case 'refused':
        return { kind: PASSING.test(message) ? 'passing' : 'refused', name, message };
      default:
        throw error;
    }
  }
}
