import type { Template } from '../../source';
import { asComposed, type Rule, type Said } from '../rule';

/**
 * What CloudFormation takes of one template.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const LIMITS = { bytes: 1_048_576, Resources: 500, Parameters: 200, Outputs: 200 } as const;

/** Where a template is close enough to a limit that the next change may pass it. */
const WARNING_SHARE = 0.8;

export const templateTooLarge: Rule = {
  name: 'template-too-large',
  level: 'error',
  warnsWhen: 'it is above 80 % of the limit',
  why: 'CloudFormation refuses a template above its limits.',
  check: (audited) =>
    asComposed(audited).flatMap(({ stack, template, below }) => {
      const sizes = { bytes: Buffer.byteLength(JSON.stringify(template)), ...countsOf(template) };
      return (Object.keys(LIMITS) as (keyof typeof LIMITS)[])
        .filter((what) => sizes[what] > LIMITS[what] * WARNING_SHARE)
        .map((what): Said => {
          const because = `the template has ${sizes[what]} ${what.toLowerCase()}; at most ${LIMITS[what]} are allowed`;
          const level = sizes[what] > LIMITS[what] ? 'error' : 'warning';
          const logicalId = below.length === 0 ? undefined : below.join('');
          return { stack, logicalId, because, remedy: REMEDY, level };
        });
    }),
};

const REMEDY = 'split the stack in two';

const countsOf = (template: Template) => ({
  Resources: Object.keys(template.Resources ?? {}).length,
  Parameters: Object.keys(template.Parameters ?? {}).length,
  Outputs: Object.keys(template.Outputs ?? {}).length,
});
