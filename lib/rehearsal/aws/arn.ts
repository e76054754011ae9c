import { partitionOf } from '../../domain/region';

interface Place {
  readonly region: string;
  readonly account: string;
}

/** An ARN in a Region and account. */
export const arnIn = ({ region, account }: Place, service: string, resource: string): string =>
  `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;

/** An ARN of IAM or of a global database: no Region. */
export const globalArn = ({ region, account }: Place, service: string, resource: string): string =>
  `arn:${partitionOf(region)}:${service}::${account}:${resource}`;

/** The Region in an ARN; empty for what is in no Region. */
export const regionOf = (arn: string): string => arn.split(':')[3] ?? '';
