import { CURRENT_MANIFEST_KEY, STACK_TAGS, stackNameOf } from '../names';
import type { Right, Written } from './call';
import type { CallPlace, StagedStack } from './place';

/** The stacks of the release; before it is known, each with a name that stands for any release. */
const stacksOf = ({ plan, release }: CallPlace): readonly StagedStack[] =>
  release?.stacks ?? plan.release.stacks.map((name) => ({ name, templateKey: '*' }));

/** A stack's id is made up by CloudFormation; a run knows the name. */
function arnOf({ plan, region, names, release }: CallPlace, stack: string): string {
  const name = stackNameOf(plan.release.stackName, { stack, release: release?.id ?? 'r-*' });
  return `arn:${names.partition}:cloudformation:${region}:${plan.account}:stack/${name}/*`;
}

/** Every stack here, and those of the release: with their templates, and with what has failed. */
export const seeingStacks = (place: CallPlace): Written[] => [
  { call: 'cloudformation:DescribeStacks', resources: ['*'] },
  ...stacksOf(place).flatMap(({ name }): Written[] => {
    const resources = [arnOf(place, name)];
    return [
      { call: 'cloudformation:DescribeStacks', resources },
      { call: 'cloudformation:GetTemplate', resources },
      { call: 'cloudformation:DescribeStackEvents', resources, when: 'something of the stack has failed' },
    ];
  }),
];

const passingRole = ({ names }: CallPlace): Right => ({
  action: 'iam:PassRole',
  resources: [names.releaseRoleArn],
  context: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
});

export const creatingStacks = (place: CallPlace): Written[] =>
  stacksOf(place).map(({ name, templateKey }) => {
    const resources = [arnOf(place, name)];
    const tag = { [`aws:RequestTag/${STACK_TAGS.plan}`]: place.plan.name };
    return {
      call: 'cloudformation:CreateStack',
      resources,
      context: {
        ...tag,
        'cloudformation:RoleArn': place.names.releaseRoleArn,
        'cloudformation:TemplateUrl': `${place.names.templateUrlPrefix}${templateKey}`,
      },
      also: [{ action: 'cloudformation:TagResource', resources, context: tag }, passingRole(place)],
    };
  });

export const deletingStacks = (place: CallPlace, when: string): Written[] =>
  stacksOf(place).map(({ name }) => ({
    call: 'cloudformation:DeleteStack',
    resources: [arnOf(place, name)],
    context: {
      'cloudformation:RoleArn': place.names.releaseRoleArn,
      [`aws:ResourceTag/${STACK_TAGS.plan}`]: place.plan.name,
    },
    also: [passingRole(place)],
    when,
  }));

/** The release as it is staged here: what stood in its place before, and each object in the version that was signed. */
export function readingRelease(place: CallPlace): Written[] {
  const bucket = `arn:${place.names.partition}:s3:::${place.names.releaseBucket}`;
  const keys = stacksOf(place).map(({ templateKey }) => templateKey);
  return [
    { call: 's3:GetObject', resources: [`${bucket}/${CURRENT_MANIFEST_KEY}`] },
    { call: 's3:ListObjectVersions', action: 's3:ListBucketVersions', resources: [bucket] },
    {
      call: 's3:GetObject',
      action: 's3:GetObjectVersion',
      resources: [...new Set(keys)].map((key) => `${bucket}/${key}`),
      // Whoever may not list is told 403 for an object that is missing.
      also: [{ action: 's3:ListBucket', resources: [bucket] }],
    },
  ];
}
