import { statSync } from 'node:fs';
import { sizeOf } from '../domain/text';

/**
 * A template in S3 may have 1 MB.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const TEMPLATE_BYTES_MAX = 1_000_000;

/** What is asked of a synthesised stack. */
export interface SynthesisedTemplate {
  readonly stackName: string;
  readonly environment: { readonly region: string };
  /** Where its template lies. */
  readonly templateFullPath: string;
}

/** Why CloudFormation would not take the templates, one sentence each: their deployment would say so much later. */
export const templateProblems = (stacks: readonly SynthesisedTemplate[]): string[] =>
  stacks.flatMap(({ stackName, environment: { region }, templateFullPath }) => {
    const { size } = statSync(templateFullPath);
    if (size <= TEMPLATE_BYTES_MAX) return [];
    return [
      `the template of ${stackName} in ${region} has ${size} bytes, CloudFormation takes at most ` +
        `${TEMPLATE_BYTES_MAX} (${sizeOf(TEMPLATE_BYTES_MAX)}); each state machine holds the whole plan: give the ` +
        'stacks and databases of the plan shorter names, or make two plans of it',
    ];
  });
