import type { Call, Service } from '../aws/service';
import { WORLD_ROLE } from '../world/identities';

/** Calls an operation of a service by the world's own hand: past endpoint, network and IAM, which faults may touch. */
export async function asTheWorld<Answer>(
  { operations }: Service,
  call: { region: string; operation: string; input: object },
): Promise<Answer> {
  const { region, operation, input } = call;
  const principal = { roleArn: WORLD_ROLE, about: 'world', region };
  const carried: Call = { principal, region, operation, requestId: 'the-world' };
  return (await operations[operation]?.(input, carried)) as Answer;
}
