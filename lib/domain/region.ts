import { nearest } from './text';

/**
 * The Regions a plan may name. A closed list, because a mistyped Region that looks right (`eu-west-11`) would be found
 * out on the day it is needed; a new Region is one more word here.
 *
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
const REGIONS = [
  'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2',
  'ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7',
  'ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3',
  'il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2',
  'cn-north-1 cn-northwest-1 us-gov-east-1 us-gov-west-1',
]
  .join(' ')
  .split(' ');

/** What is wrong with a Region's name, or `undefined` when it is one. */
export function regionProblem(region: string): string | undefined {
  if (REGIONS.includes(region)) return undefined;
  const near = nearest(region, REGIONS);
  return `not an AWS Region: got ${JSON.stringify(region)}${near ? `; did you mean ${near}` : ''}`;
}

/** The Region that an ARN names, its fourth part; `undefined` without an ARN. */
export const regionOfArn = (arn: string | undefined): string | undefined => arn?.split(':')[3];

/** The partition of a Region: the second word of every ARN in it. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}
