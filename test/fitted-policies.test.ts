import {
  fitted,
  INLINE_CHARACTERS_MAX,
  MANAGED_CHARACTERS_MAX,
  MANAGED_POLICIES_MAX,
} from '../lib/constructs/fitted-policies';
import type { Plan } from '../lib/domain/plan';
import type { Permission } from '../lib/domain/step';
import { controlPlane, plan, type Resource, resourcesOf, templateOf } from './synthesised';

/** Resources of 100 characters each. */
const resources = (count: number) => Array.from({ length: count }, (_, n) => `arn:${n}`.padEnd(100, 'x'));
const permission = (count: number, more: Partial<Permission> = {}): Permission => ({
  actions: ['cloudformation:CreateStack'],
  resources: resources(count),
  ...more,
});

/** As IAM counts: no white space, and what CloudFormation fills in at its longest. */
const charactersOf = (document: unknown) => JSON.stringify(document).length;
const documentOf = (policy: readonly Permission[]) => ({
  Statement: policy.map(({ actions, resources, conditions }) => ({
    Action: actions,
    ...(conditions && { Condition: conditions }),
    Effect: 'Allow',
    Resource: resources,
  })),
  Version: '2012-10-17',
});

describe('fitted', () => {
  it('leaves permissions as they are while one policy takes them', () => {
    const permissions = [permission(40), permission(50, { conditions: { Bool: { x: 'true' } } })];
    expect(fitted({ whose: 'somebody', permissions })).toEqual({ inline: permissions, managed: [] });
  });

  it.each([
    ['as much as the inline policy takes', 98, 0],
    ['one resource more than that', 99, 1],
  ])('makes of %s so many managed policies', (_, count, managed) => {
    expect(fitted({ whose: 'somebody', permissions: [permission(count)] }).managed).toHaveLength(managed);
  });

  it.each([1, 98, 99, 150, 400, 600])(
    'grants exactly what was asked, no policy too long, with %i resources',
    (count) => {
      const asked = [permission(3), permission(count, { conditions: { Bool: { x: 'true' } } }), permission(1)];
      const { inline, managed } = fitted({ whose: 'somebody', permissions: asked });
      const granted = [inline, ...managed].flat();
      const pairs = (of: readonly Permission[]) =>
        of.flatMap(({ resources, ...rest }) => resources.map((resource) => JSON.stringify({ ...rest, resource })));
      expect(pairs(granted)).toEqual(pairs(asked));
      expect(granted.filter(({ resources }) => resources.length === 0)).toEqual([]);
      expect(charactersOf(documentOf(inline))).toBeLessThanOrEqual(INLINE_CHARACTERS_MAX);
      for (const policy of managed)
        expect(charactersOf(documentOf(policy))).toBeLessThanOrEqual(MANAGED_CHARACTERS_MAX);
    },
  );

  it('counts what CloudFormation fills in at its longest', () => {
    const unknown = `\${Token[TOKEN.${1}]}`;
    const permissions = [{ actions: ['logs:PutLogEvents'], resources: Array(50).fill(unknown) }];
    const { managed } = fitted({ whose: 'somebody', permissions });
    expect(managed.length).toBeGreaterThan(0);
  });

  it('fills one policy before it begins the next', () => {
    const { managed } = fitted({ whose: 'somebody', permissions: [permission(98), permission(58), permission(1)] });
    expect(managed.map((policy) => policy.length)).toEqual([1, 1]);
  });

  it.each([
    ['ten managed policies and refuses an eleventh', MANAGED_POLICIES_MAX, {}],
    [
      "nine besides one of AWS's and refuses a tenth",
      MANAGED_POLICIES_MAX - 1,
      { awsManagedPolicies: ['SecurityAudit'] },
    ],
  ])('takes %s', (_, policiesMax, more) => {
    const most = 98 + 58 * policiesMax;
    const grant = (count: number) => ({ whose: 'understudy-orders-x', permissions: [permission(count)], ...more });
    expect(fitted(grant(most)).managed).toHaveLength(policiesMax);
    expect(() => fitted(grant(most + 1))).toThrow(
      new RegExp(
        `^the permissions of understudy-orders-x have \\d+ characters and need ${policiesMax + 1} managed policies .* ` +
          `IAM leaves it ${policiesMax} of 6144 .* shorter names`,
      ),
    );
  });
});

describe.each([
  ['long names in two Regions', plan.regions, 50],
  [
    'the longest names in five Regions',
    ['us-east-1', 'us-west-2', 'eu-central-1', 'ap-southeast-2', 'ap-northeast-1'],
    101,
  ],
])('a plan of a hundred stacks with %s', (_, regions, characters) => {
  const stacks = Array.from({ length: 100 }, (_, n) => `payments-${n}-`.padEnd(characters, 'x'));
  const clusters = Object.fromEntries(regions.map((region) => [region, `orders-${region}`]));
  const large: Plan = {
    ...plan,
    regions: [...regions],
    databases: plan.databases.map((database) => ({ ...database, clusters })),
    release: { ...plan.release, stacks },
  };
  const template = templateOf(controlPlane({ plan: large }));
  const roles = resourcesOf(template, 'AWS::IAM::Role');
  const managed = resourcesOf(template, 'AWS::IAM::ManagedPolicy');

  it('keeps every role within what IAM takes', () => {
    const inline = ({ Properties: { Policies = [] } }: Resource) =>
      Policies.reduce((sum: number, one: { PolicyDocument: object }) => sum + charactersOf(one.PolicyDocument), 0);
    const attached = ({ Properties }: Resource): object[] => Properties.ManagedPolicyArns ?? [];
    for (const [, role] of roles) {
      expect(inline(role)).toBeLessThanOrEqual(INLINE_CHARACTERS_MAX);
      expect(attached(role).length).toBeLessThanOrEqual(MANAGED_POLICIES_MAX);
    }
    for (const [, { Properties }] of managed) {
      expect(charactersOf(Properties.PolicyDocument)).toBeLessThanOrEqual(MANAGED_CHARACTERS_MAX);
    }
    expect(roles.flatMap(([, role]) => attached(role)).length).toBeGreaterThan(1);
  });

  it('lets the steps act on each of them', () => {
    const text = JSON.stringify([roles, managed]);
    for (const stack of stacks) expect(text).toContain(`:stack/${stack}-r-*/*`);
  });
});

describe('the plan of the example', () => {
  it('needs no managed policy for what one inline policy takes', () => {
    const policies = resourcesOf(templateOf(controlPlane()), 'AWS::IAM::ManagedPolicy');
    expect(policies.filter(([, { Properties }]) => !Properties.ManagedPolicyName)).toEqual([]);
  });
});
