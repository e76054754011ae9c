import type {
  GetParameterHistoryRequest,
  GetParameterRequest,
  ParameterHistory,
  PutParameterRequest,
} from '@aws-sdk/client-ssm';
import * as client from '@aws-sdk/client-ssm';
import type { Clock } from '../world/clock';
import { arnIn } from './arn';
import { AwsError, type Call, type Service } from './service';
import { pageOf } from './ssm/history-page';
import { put } from './ssm/put';

/** Parameter Store: plain parameters of the standard tier, with their versions. */
export interface Ssm {
  readonly service: Service;
  /** Newest value of a parameter; `undefined` when there is none. */
  valueOf(region: string, name: string): string | undefined;
  /** By the world's own hand: as when a person deletes it. */
  forget(region: string, name: string): void;
}

/** All versions that are kept, oldest first. */
export type Versions = readonly ParameterHistory[];

export function createSsm({ account, clock }: { account: string; clock: Pick<Clock, 'iso'> }): Ssm {
  const parameters = new Map<string, Versions>();
  const keyOf = (region: string, name: string) => `${region} ${name}`;
  const find = (region: string, name: string): Versions | undefined => parameters.get(keyOf(region, name));
  const found = (region: string, name = ''): Versions => {
    const versions = find(region, name);
    // The schema carries the status of the old query protocol; the API answers 400.
    if (!versions) throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`, { status: 400 });
    return versions;
  };
  const arnOf = (region: string, name = '') =>
    arnIn({ region, account }, 'ssm', `parameter${name.startsWith('/') ? '' : '/'}${name}`);
  return {
    service: {
      signingName: 'ssm',
      client,
      operations: {
        GetParameter: (input: GetParameterRequest, { region }: Call) => {
          const { Name, Type, Value, Version, LastModifiedDate, DataType } = newest(found(region, plainName(input)));
          const ARN = arnOf(region, Name);
          return { Parameter: { ARN, Name, Type, Value, Version, LastModifiedDate, DataType } };
        },
        GetParameterHistory: (input: GetParameterHistoryRequest, { region }: Call) =>
          pageOf(found(region, plainName(input)), input),
        PutParameter: (input: PutParameterRequest, { region }: Call) => {
          const key = keyOf(region, plainName(input));
          const versions = put(parameters.get(key) ?? [], input, clock.iso());
          parameters.set(key, versions);
          return { Version: newest(versions).Version, Tier: 'Standard' };
        },
      },
      authorization: (operation, { Name }: GetParameterRequest, { region }) => [
        { action: `ssm:${operation}`, resource: arnOf(region, Name) },
      ],
      changes: (operation) => operation === 'PutParameter',
    },
    valueOf: (region, name) => find(region, name)?.at(-1)?.Value,
    forget: (region, name) => void parameters.delete(keyOf(region, name)),
  };
}

const newest = (versions: Versions): ParameterHistory => {
  const last = versions.at(-1);
  if (!last) throw new Error('a parameter has at least one version');
  return last;
};

/** @throws NotImplemented for an ARN, and for a version or label in the name, which would be another look-up */
function plainName({ Name = '' }: { readonly Name?: string | undefined }): string {
  if (/^[\w./-]+$/.test(Name)) return Name;
  throw new AwsError('NotImplemented', `the parameter name ${Name} is not rehearsed`, { status: 501 });
}
