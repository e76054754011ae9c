import { inResources, type Rule } from '../rule';

export const customResource: Rule = {
  name: 'custom-resource',
  level: 'error',
  why:
    'CloudFormation waits for an answer of code that is not in the release, up to an hour, and such code often asks ' +
    'global or lost control planes.',
  check: inResources(({ type }) => {
    const isCustom = type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
    if (!isCustom && type !== 'AWS::CloudFormation::WaitCondition') return [];
    return [{ because: `${type} waits for an answer from outside of CloudFormation`, remedy: REMEDY }];
  }),
};

const REMEDY = 'do its work in the pilot light, or before the release is published';
