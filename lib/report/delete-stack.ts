import type { Place } from '../domain/step';

/** The command by which a person removes a stack of a release. It will be pasted into a shell. */
export const deleteStackCommand = ({ region, names }: Pick<Place, 'region' | 'names'>, stackName: string): string =>
  `aws cloudformation delete-stack --region ${region} --stack-name ${stackName} --role-arn ${names.releaseRoleArn}`;
