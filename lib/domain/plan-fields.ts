import * as z from 'zod';
import { regionProblem } from './region';
import { hostProblem } from './url';

/** A string that passes when `problem` finds nothing wrong with it. */
export const checked = (problem: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const found = problem(text);
    if (found) context.addIssue({ code: 'custom', message: found });
  });

export const matching = (pattern: RegExp, rule: string) =>
  checked((text) => (pattern.test(text) ? undefined : `${rule}; got ${JSON.stringify(text)}`));

export const region = checked(regionProblem);

export const seconds = (min: number, max: number) => z.number().int().min(min).max(max);

/** Aurora identifiers. Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateGlobalCluster.html */
export const clusterName = matching(
  /^[a-z](?!.*--)[a-z0-9-]{0,61}[a-z0-9]$|^[a-z]$/,
  'expected 1–63 lower-case letters, digits and single hyphens, beginning with a letter and not ending in a hyphen',
);

export const stackBase = matching(
  /^[A-Za-z][A-Za-z0-9-]{0,100}$/,
  'expected a CloudFormation stack name: letters, digits and hyphens, beginning with a letter, at most 101 characters',
);

export const recordName = checked((name) =>
  name.endsWith('.') ? 'write the name without its final dot' : hostProblem(name.replaceAll('{region}', 'us-east-1')),
);
