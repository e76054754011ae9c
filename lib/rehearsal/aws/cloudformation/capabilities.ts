import { AwsError } from '../service';
import type { Template, TemplateResource } from '../template/shape';

/** The property that names a resource of IAM. */
const NAME_OF: Readonly<Record<string, string | undefined>> = {
  'AWS::IAM::AccessKey': undefined,
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Policy': undefined,
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserToGroupAddition': undefined,
};

/**
 * @throws InsufficientCapabilitiesException when the template makes resources of IAM that the caller has not
 * acknowledged
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
 */
export function refuseUnacknowledged({ Resources }: Template, acknowledged: readonly string[]): void {
  const ofIam = Object.values(Resources).filter(({ Type }) => Type in NAME_OF);
  const needed = ofIam.some(isNamed) ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
  if (ofIam.length === 0 || acknowledged.includes(needed) || acknowledged.includes('CAPABILITY_NAMED_IAM')) return;
  throw new AwsError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`, { status: 400 });
}

const isNamed = ({ Type, Properties = {} }: TemplateResource): boolean =>
  Object.keys(Properties).some((property) => property === NAME_OF[Type]);
