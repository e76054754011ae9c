/** What the values of a release's parameters must not be, told with where they would be used. */
import { emptyAws, HOME, plan, problemsOf, publishTo, releaseOf, STANDBY } from './release-publishing';

const SECRET = `AKIA${'Z'.repeat(16)}`;

/** AWS where the pilot light of one Region gives these outputs too. */
function awsWith(outputs: Record<string, string>, region = STANDBY) {
  const aws = emptyAws();
  Object.assign(aws.stacks.get(`${region} orders-pilot-light`)?.outputs ?? {}, outputs);
  return aws;
}

const accepting = (finding: string) => ({
  ...plan,
  release: { ...plan.release, accept: [{ finding, because: 'it is meant' }] },
});

describe('A value stops the publishing of everything, told with Region, lane, stack and parameter', () => {
  test.each<[string, Record<string, string>, string]>([
    ["another Region's name", { VpcId: `arn:aws:ec2:${HOME}:${plan.account}:vpc/vpc-1` }, `names ${HOME}`],
    ['a foreign account', { VpcId: 'arn:aws:iam::999999999999:role/other' }, 'names account 999999999999'],
    ['a secret', { VpcId: SECRET }, 'is a secret'],
  ])('that holds %s', async (_, outputs, because) => {
    const aws = awsWith(outputs);
    const problems = await problemsOf(publishTo(aws));
    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`^orders-data, parameter VpcId, live and drill, ${STANDBY}: .*${because}`)),
    ]);
    expect([...aws.versions]).toEqual([]);
  });

  test('in the lane that it belongs to', async () => {
    const DrillVpcId = `arn:aws:ec2:${HOME}:${plan.account}:vpc/vpc-1`;
    const problems = await problemsOf(publishTo(awsWith({ DrillVpcId })));
    expect(problems).toEqual([expect.stringContaining(`orders-data, parameter VpcId, drill, ${STANDBY}: `)]);
  });

  test("unless it names the value's own Region, or the plan accepts what was found", async () => {
    const arn = `arn:aws:ec2:${STANDBY}:${plan.account}:vpc/vpc-1`;
    expect(await problemsOf(publishTo(awsWith({ VpcId: arn })))).toEqual([]);
    const aws = awsWith({ VpcId: arn }, HOME);
    const [problem = ''] = await problemsOf(publishTo(aws));
    const finding = /release\.accept as ([\w:/-]+)$/.exec(problem)?.[1] ?? '';
    expect(finding).toBe('other-region:release/VpcId');
    expect(await problemsOf(publishTo(aws, { plan: accepting(finding) }))).toEqual([]);
  });
});

test.each<[string, Record<string, string>]>([
  ['by its look', { VpcId: SECRET }],
  ['by its name', { VpcId: 'vpc-1', DbPassword: 'hunter-2-hunter' }],
])('A secret is shown to nobody, %s, whatever else is wrong with it', async (_, outputs) => {
  const release = releaseOf('r-0000aaaa');
  const [data, web] = release.stacks;
  if (!data || !web) throw new Error('the release of this test has two stacks');
  const Parameters = {
    VpcId: { Type: 'String', AllowedValues: ['vpc-2'] },
    ...('DbPassword' in outputs ? { DbPassword: { Type: 'Number' } } : {}),
  };
  const stacks = [{ ...data, template: { ...data.template, Parameters } }, web];
  const problems = await problemsOf(publishTo(awsWith(outputs), { release: { ...release, stacks } }));
  expect(problems.length).toBeGreaterThan(0);
  for (const secret of [SECRET, 'hunter-2']) expect(problems.join('\n')).not.toContain(secret);
});
