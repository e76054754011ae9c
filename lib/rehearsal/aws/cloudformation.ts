import * as client from '@aws-sdk/client-cloudformation';
import { requestsOf } from './cloudformation/authorization';
import { stackCalls } from './cloudformation/calls';
import type { Stack } from './cloudformation/stack';
import type { Service } from './service';
import type { Services } from './services';

export interface StackView {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** CloudFormation: stacks that a caller creates from templates in S3, with the permissions of the role it passes. */
export interface CloudFormation {
  readonly service: Service;
  /** Stacks that exist now, of every Region. */
  stacks(): readonly StackView[];
}

export interface CloudFormationOptions {
  readonly account: string;
  /** Asked late, because CloudFormation is one of them. */
  readonly services: () => Services;
  /** Told what went wrong where no caller waits. */
  readonly onDefect: (error: unknown) => void;
}

export function createCloudFormation({ account, services, onDefect }: CloudFormationOptions): CloudFormation {
  const stacks: Stack[] = [];
  const service: Service = {
    signingName: 'cloudformation',
    client,
    operations: stackCalls({ services, stacks, onDefect }),
    authorization: requestsOf(account),
    changes: (operation) => !operation.startsWith('Describe'),
  };
  return {
    service,
    stacks: () =>
      stacks
        .filter(({ deletedAt }) => deletedAt === undefined)
        .map(({ name, arn, region, status, tags }) => ({ name, arn, region, status, tags })),
  };
}
