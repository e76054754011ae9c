import {
  DescribeStacksCommand,
  type DescribeStacksCommandOutput,
  ListStackResourcesCommand,
  type ListStackResourcesCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { Sends } from '../../../lambdas/edge/clients';
import type { SeenStack } from './seen';

/** Every stack of a Region that exists. */
export async function seenStacks(cloudformation: Sends, region: string): Promise<SeenStack[]> {
  const found: SeenStack[] = [];
  let token: string | undefined;
  do {
    const page: DescribeStacksCommandOutput = await cloudformation.send(
      new DescribeStacksCommand({ NextToken: token }),
    );
    for (const { StackName: name = '', StackId: arn = '', StackStatus: status = '', RootId, Tags } of page.Stacks ??
      []) {
      const tags = Object.fromEntries((Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
      found.push({ name, region, arn, status, root: RootId, tags });
    }
    token = page.NextToken;
  } while (token !== undefined);
  return found;
}

/** Types of what a stack holds, and of what stacks hold that are nested in it. */
export async function typesIn(cloudformation: Sends, arn: string): Promise<string[]> {
  const types: string[] = [];
  let token: string | undefined;
  do {
    const page: ListStackResourcesCommandOutput = await cloudformation.send(
      new ListStackResourcesCommand({ StackName: arn, NextToken: token }),
    );
    for (const { ResourceType: type = '', PhysicalResourceId: nested = '' } of page.StackResourceSummaries ?? []) {
      types.push(type);
      if (type === 'AWS::CloudFormation::Stack') types.push(...(await typesIn(cloudformation, nested)));
    }
    token = page.NextToken;
  } while (token !== undefined);
  return types;
}
