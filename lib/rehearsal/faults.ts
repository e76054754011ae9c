import { ConnectionLost } from './aws/connection-lost';
import type { AwsServerOptions, ServiceCall } from './aws/server';
import type { LambdaHost } from './world/lambda-host';

/** What a scenario does to calls while they are under way. Nothing until it says so. */
export interface Faults {
  /** The function that has just changed something dies before it hears of it: once for each kind of change it makes. */
  killAfterEachChange(): void;
  /** Nothing of a service answers any more, in any Region. @param service by the name that requests are signed for */
  silence(service: string): void;
  /** The changes after which a function died: `Step Operation`. */
  readonly kills: readonly string[];
  /** Stands around every call of the world's endpoint. */
  readonly around: NonNullable<AwsServerOptions['around']>;
}

export interface FaultsOptions {
  readonly account: string;
  readonly lambdas: Pick<LambdaHost, 'crash'>;
  /** Whether an operation of a service changes something. */
  changes(service: string, operation: string): boolean;
}

export function createFaults({ account, lambdas, changes }: FaultsOptions): Faults {
  let kills: Set<string> | undefined;
  const silent = new Set<string>();
  const told: string[] = [];
  const isDue = ({ principal: { about, invocation }, service, operation }: ServiceCall): boolean => {
    const change = `${about} ${service}:${operation}`;
    if (!kills || !invocation || !changes(service, operation) || kills.has(change)) return false;
    kills.add(change);
    told.push(change);
    return true;
  };
  return {
    killAfterEachChange: () => {
      kills ??= new Set();
    },
    silence: (service) => void silent.add(service),
    kills: told,
    async around(call, carryOut) {
      if (silent.has(call.service)) throw new ConnectionLost(`${call.service} does not answer`);
      const response = await carryOut();
      if (response.status >= 400 || !isDue(call)) return response;
      const { about, region } = call.principal;
      lambdas.crash(`arn:aws:lambda:${region}:${account}:function:${about}`);
      throw new ConnectionLost(`${about} died after ${call.operation}`);
    },
  };
}
