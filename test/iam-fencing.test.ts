import { permissionsOf } from '../lib/constructs/permissions';
import { namesOf } from '../lib/domain/names';
import { slugOf } from '../lib/domain/step';
import { stepsOf } from '../lib/workflow/grammar';
import { fencingPlan } from './fence-world';
import { lines, type Statement } from './statements';
import { controlPlanes, fullPlan, resourcesOf, templateOf, workflowOf } from './synthesised';

const REGION = 'us-west-2';
/** A plan that fences every kind, with a hook at each point. */
const plan = { ...fencingPlan, hooks: fullPlan.hooks };
const place = { plan, region: REGION, names: namesOf(plan, REGION) };
const [stack] = controlPlanes({ plan, regions: [REGION] });
const resources = Object.fromEntries(resourcesOf(templateOf(stack as NonNullable<typeof stack>)));

/** What the role of a function may do, beside its own log and its traces. */
function granted(slug: string): string[] {
  const own = Object.values(resources).find(
    ({ Properties }) => Properties?.FunctionName === `understudy-${plan.name}-${slug}`,
  );
  const role = resources[own?.Properties.Role['Fn::GetAtt'][0]];
  const managed = (role?.Properties.ManagedPolicyArns ?? []).flatMap(({ Ref }: { Ref?: string }) =>
    Ref ? [resources[Ref]?.Properties] : [],
  );
  const statements: Statement[] = [...(role?.Properties.Policies ?? []), ...managed].flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
  return lines(statements).filter((line) => !/^(logs|xray):/.test(line));
}

const verbs = ['switchover', 'settle', 'stand-down'] as const;
const steps = [...new Set(verbs.flatMap((verb) => stepsOf(workflowOf(verb, plan))))];

describe('in a plan that fences every kind a step', () => {
  it.each(steps.map((step) => [slugOf(step), step] as const))(
    '%s may do exactly what its folder asks for',
    (slug, step) => {
      const asked = lines(
        permissionsOf(step, place).map(({ actions, resources: on, conditions }) => ({
          ...{ Effect: 'Allow', Action: [...actions], Resource: [...on], Condition: conditions },
        })),
      );
      expect([...new Set(granted(slug))].sort()).toEqual([...new Set(asked)].sort());
    },
  );

  it('hands over the roles that the plan names for its schedules, and no other, to the scheduler alone', () => {
    const to = '{"StringEquals":{"iam:PassedToService":"scheduler.amazonaws.com"}}';
    for (const slug of ['fence-region', 'unfence-region']) {
      expect(
        granted(slug)
          .filter((line) => line.startsWith('iam:'))
          .sort(),
      ).toEqual(
        [...plan.regions]
          .sort()
          .map((region) => `iam:PassRole "arn:aws:iam::${plan.account}:role/service-role/invoices-${region}" ${to}`),
      );
    }
  });

  it('stops and starts nothing of Understudy’s own', () => {
    const changing = /^(events:(Disable|Enable)Rule|scheduler:Update|states:Stop|ecs:Update)/;
    const changes = ['fence-region', 'unfence-region'].flatMap(granted).filter((line) => changing.test(line));
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter((line) => line.includes('understudy-') || / "\*"/.test(line))).toEqual([]);
  });
});
