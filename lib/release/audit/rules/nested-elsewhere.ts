import { inResources, type Rule } from '../rule';
import { nestedNamed } from '../templates';

export const nestedElsewhere: Rule = {
  name: 'nested-elsewhere',
  level: 'error',
  why: 'A template that is not part of the source is neither audited nor signed, and may change after the release.',
  check: inResources(({ type, properties }, { source }) => {
    if (!['AWS::CloudFormation::Stack', 'AWS::CloudFormation::StackSet'].includes(type)) return [];
    const url = properties.TemplateURL;
    if (type === 'AWS::CloudFormation::Stack' && nestedNamed(url, source.nested)) return [];
    const because =
      type === 'AWS::CloudFormation::Stack'
        ? 'the TemplateURL of the nested stack names no template of this source'
        : 'a stack set deploys a template that is no part of the release';
    return [{ because, remedy: REMEDY }];
  }),
};

const REMEDY = 'nest a template of the same assembly, or make it a stack of the release';
