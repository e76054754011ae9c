import type { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetParameterCommand, GetParameterHistoryCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { parameterDescription } from '../lib/domain/announcement';
import { namesOf } from '../lib/domain/names';
import { plan } from './fixtures';

interface Version {
  readonly Value?: string | undefined;
  readonly Description?: string | undefined;
  readonly Version: number;
}

/** Parameter Store and EventBridge of every Region, as far as the active Region is announced in them. */
export function announcingWorld() {
  const world = {
    versions: {} as Record<string, Version[]>,
    put: [] as { region: string; detail: unknown }[],
    calls: [] as string[],
    /** What goes wrong, by `<operation> <region>`. */
    errors: {} as Record<string, Error | undefined>,
    /** What the lock item of a Region holds. @default there is none */
    locked: {} as Record<string, number>,
    /** What a Region claims. @default nothing */
    claimed: {} as Record<string, number>,
    /** The bus takes calls and loses events. */
    busErrorCode: undefined as string | undefined,
  };
  const called = (operation: string, region: string) => {
    world.calls.push(`${operation} ${region}`);
    const error = world.errors[`${operation} ${region}`];
    if (error) throw error;
  };
  const versionsIn = (region: string): Version[] => {
    const versions = world.versions[region];
    if (versions) return versions;
    throw Object.assign(new Error('not found'), { name: 'ParameterNotFound', $metadata: { httpStatusCode: 400 } });
  };
  const ssmIn = (region: string) => ({
    async send(command: unknown) {
      const name = namesOf(plan, region).activeRegionParameter;
      if (command instanceof PutParameterCommand) {
        called('put', region);
        const { Name, Value, Description, Type, Overwrite } = command.input;
        expect({ Name, Type, Overwrite }).toEqual({ Name: name, Type: 'String', Overwrite: true });
        const before = world.versions[region] ?? [];
        world.versions[region] = [...before, { Value, Description, Version: before.length + 1 }];
        return {};
      }
      if (command instanceof GetParameterCommand) {
        called('get', region);
        expect(command.input.Name).toBe(name);
        return { Parameter: { Value: versionsIn(region).at(-1)?.Value } };
      }
      if (!(command instanceof GetParameterHistoryCommand)) throw new Error('not expected');
      called('history', region);
      expect(command.input.Name).toBe(name);
      const from = Number(command.input.NextToken ?? 0);
      const versions = versionsIn(region);
      return {
        Parameters: versions.slice(from, from + 2),
        ...(from + 2 < versions.length && { NextToken: String(from + 2) }),
      };
    },
  });
  const eventsIn = (region: string) => ({
    async send(command: PutEventsCommand) {
      expect(command).toBeInstanceOf(PutEventsCommand);
      called('event', region);
      const { Entries: [entry] = [] }: PutEventsCommandInput = command.input;
      expect(entry).toMatchObject({ Source: 'understudy', DetailType: 'Active Region Changed' });
      if (world.busErrorCode) {
        return { FailedEntryCount: 1, Entries: [{ ErrorCode: world.busErrorCode, ErrorMessage: 'try again' }] };
      }
      world.put.push({ region, detail: JSON.parse(entry?.Detail ?? '') });
      return { FailedEntryCount: 0, Entries: [{ EventId: 'one' }] };
    },
  });
  const dynamoOf = (region: string) => ({
    async send(command: GetItemCommand) {
      const which = command.input.Key?.sk?.S === 'claim' ? 'claimed' : 'locked';
      called(which, region);
      const epoch = world[which][region];
      return epoch === undefined ? {} : { Item: { epoch: { N: String(epoch) } } };
    },
  });
  return Object.assign(world, {
    ssmIn,
    dynamoOf,
    eventsIn,
    /** The parameter of a Region says this from now on. */
    says(region: string, Value: string, epoch?: number) {
      const before = world.versions[region] ?? [];
      const Description = epoch === undefined ? undefined : parameterDescription({ plan: plan.name, epoch });
      world.versions[region] = [...before, { Value, Description, Version: before.length + 1 }];
    },
    said: (region: string) => world.versions[region]?.at(-1),
  });
}

export const unreachable = Object.assign(new Error('no answer'), { name: 'TimeoutError' });
export const denied = Object.assign(new Error('not authorized'), {
  name: 'AccessDeniedException',
  $metadata: { httpStatusCode: 400 },
});
