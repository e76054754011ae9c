import { HandlerFailure } from './failures';

/** Types whose name is unique in a Region, or in all of AWS, and the property that gives it. */
const NAMES: Readonly<Record<string, { readonly property: string; readonly isGlobal?: true }>> = {
  'AWS::CloudWatch::Alarm': { property: 'AlarmName' },
  'AWS::DynamoDB::Table': { property: 'TableName' },
  'AWS::IAM::Role': { property: 'RoleName', isGlobal: true },
  'AWS::Lambda::Function': { property: 'FunctionName' },
  'AWS::Logs::LogGroup': { property: 'LogGroupName' },
  'AWS::S3::Bucket': { property: 'BucketName', isGlobal: true },
};

export interface NamedResource {
  readonly region: string;
  readonly type: string;
  readonly physicalId: string;
}

/** Names that are in use, whoever uses them. */
export interface Names {
  /** Of what exists outside of stacks that CloudFormation makes, and of what it has made. */
  take(resource: NamedResource): void;
  free(resource: NamedResource): void;
  /** Why a resource cannot be made: its name is taken. */
  collision(creation: Omit<NamedResource, 'physicalId'> & { readonly properties: object }): HandlerFailure | undefined;
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html */
export function createNames(): Names {
  const taken = new Set<string>();
  const keyOf = ({ region, type, physicalId }: NamedResource) =>
    `${NAMES[type]?.isGlobal ? 'global' : region} ${type} ${physicalId}`;
  return {
    take: (resource) => void (NAMES[resource.type] && taken.add(keyOf(resource))),
    free: (resource) => void taken.delete(keyOf(resource)),
    collision({ region, type, properties }) {
      const property = NAMES[type]?.property ?? '';
      const name = (properties as Record<string, unknown>)[property];
      if (typeof name !== 'string' || !taken.has(keyOf({ region, type, physicalId: name }))) return undefined;
      const identifier = JSON.stringify({ [`/properties/${property}`]: name });
      return new HandlerFailure(
        `Resource of type '${type}' with identifier '${identifier}' already exists.`,
        'AlreadyExists',
      );
    },
  };
}
