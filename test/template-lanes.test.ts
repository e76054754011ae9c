import { type Resource, resourcesOf, templateIn } from './synthesised';

const resources = resourcesOf(templateIn());
const ofType = (type: string): [string, Resource][] => resources.filter(([, { Type }]) => Type === type);

/** Names of the stacks in all policies of a function's role, as patterns. */
function stacksOf(functionName: string): string[] {
  const [, lambda] =
    ofType('AWS::Lambda::Function').find(([, one]) => one.Properties.FunctionName === functionName) ?? [];
  expect(lambda).toBeDefined();
  const role: string = lambda?.Properties.Role['Fn::GetAtt'][0];
  const attached = resources.filter(
    ([id, { Type, Properties }]) =>
      id === role ||
      (/^AWS::IAM::(Managed)?Policy$/.test(Type) &&
        (Properties.Roles ?? []).some(({ Ref }: { Ref?: string }) => Ref === role)),
  );
  const text = JSON.stringify(attached.map(([, { Properties }]) => Properties));
  return [...new Set([...text.matchAll(/:stack\/([^/"]+)\//g)].map(([, name = '']) => name))].sort();
}

const LIVE = ['orders-data-r-*', 'orders-web-r-*'];
const DRILL = ['drill-*'];

describe('In the synthesised template', () => {
  test.each(['deploy-stacks', 'retire-stacks', 'check-readiness'])("a drill's %s names no live stack", (slug) => {
    expect(stacksOf(`understudy-orders-${slug}-drill`)).toEqual(DRILL);
  });

  test.each(['deploy-stacks', 'check-readiness'])('the other %s names no stack of a drill', (slug) => {
    expect(stacksOf(`understudy-orders-${slug}`)).toEqual(LIVE);
  });

  test('only the other retire-stacks, which removes what drills have left, names both', () => {
    expect(stacksOf('understudy-orders-retire-stacks')).toEqual([...DRILL, ...LIVE]);
  });

  // F-121
  test('no function of a drill can promote, or change a record or a claim', () => {
    const drills = ofType('AWS::Lambda::Function').filter(([, { Properties }]) =>
      /-drill$/.test(Properties.FunctionName),
    );
    expect(drills.length).toBeGreaterThan(0);
    const roles = drills.map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    const policies = resources.filter(
      ([id, { Type, Properties }]) =>
        roles.includes(id) ||
        (/^AWS::IAM::/.test(Type) &&
          (Properties.Roles ?? []).some(({ Ref }: { Ref?: string }) => Ref !== undefined && roles.includes(Ref))),
    );
    expect(JSON.stringify(policies)).not.toMatch(
      /rds:(Failover|Switchover|Remove)|route53:Change|route53-recovery|dynamodb:PutItem[^}]*claim#/,
    );
  });
});
