import type { ParameterHistory, PutParameterRequest } from '@aws-sdk/client-ssm';
import { AwsError } from '../service';
import type { Versions } from '../ssm';

/** Bytes of a standard parameter. Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const VALUE_BYTES_MAX = 4096;
const DESCRIPTION_CHARACTERS_MAX = 1024;
/** Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html */
const VERSIONS_KEPT = 100;

/**
 * The versions of a parameter after one more was put.
 *
 * @param at ISO 8601 UTC
 * @throws ParameterAlreadyExists, ValidationException, HierarchyTypeMismatch or NotImplemented
 * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 */
export function put(versions: Versions, input: PutParameterRequest, at: string): Versions {
  const { Name, Value = '', Type, Description, Overwrite = false, ...rest } = input;
  refuseUnknown(Object.keys(rest));
  const last = versions.at(-1);
  if (last && !Overwrite) {
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  if (!last && Type === undefined) throw invalid('A parameter type is required when you create a parameter.');
  if (last && Type !== undefined && Type !== last.Type) throw invalid('The parameter type cannot be changed.');
  if ((Type ?? last?.Type) !== 'String') refuseUnknown([`Type ${Type}`]);
  if (Value === '' || Buffer.byteLength(Value) > VALUE_BYTES_MAX) {
    throw invalid('Standard tier parameters support a maximum parameter value of 4096 characters, at least one.');
  }
  if ((Description?.length ?? 0) > DESCRIPTION_CHARACTERS_MAX) throw invalid('Description is too long.');
  const version: ParameterHistory = {
    Name,
    Type: 'String',
    Value,
    Version: (last?.Version ?? 0) + 1,
    LastModifiedDate: new Date(at),
    DataType: 'text',
    Tier: 'Standard',
    ...(Description !== undefined && { Description }),
  };
  return [...versions, version].slice(-VERSIONS_KEPT);
}

const invalid = (message: string) => new AwsError('ValidationException', message);

function refuseUnknown(members: readonly string[]): void {
  if (members.length === 0) return;
  throw new AwsError('NotImplemented', `ssm:PutParameter with ${members.join(', ')} is not rehearsed`, { status: 501 });
}
