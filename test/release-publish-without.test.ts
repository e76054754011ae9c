/** Publishing while one Region is dark: the others get the release, and the dark one keeps what it has. */
import { publishedLines } from '../lib/cli/release/published-lines';
import { awsError, type Before } from './release-bucket-fake';
import {
  currentIn,
  emptyAws,
  gapsIn,
  HOME,
  plan,
  problemsOf,
  publishTo,
  releaseOf,
  STANDBY,
} from './release-publishing';

const [OLD, NEW] = ['r-0000aaaa', 'r-0000bbbb'];
const without = (region: string) => ({ region, because: 'the storm' });

/** AWS where a release is current everywhere, and then a Region is lost. */
async function awsWithout(region: string) {
  const aws = emptyAws();
  await publishTo(aws);
  aws.down.add(region);
  return aws;
}

describe('Publishing without a Region', () => {
  test.each([
    [STANDBY, [NEW, OLD]],
    [HOME, [OLD, NEW]],
  ])('leaves %s as it is, and says so', async (region, current) => {
    const aws = await awsWithout(region);
    const published = await publishTo(aws, { release: releaseOf(NEW), without: without(region), after: 2000 });
    expect(currentIn(aws)).toEqual(current);
    expect(gapsIn(aws)).toEqual([]);
    expect(Object.keys(published.regions)).toEqual(plan.regions.filter((one) => one !== region));
    expect(published.without).toEqual(without(region));
    expect(published.warnings).toEqual([
      `${region} was left out and keeps what it has: a takeover there would not deploy ${NEW}; when it answers, ` +
        'publish again without --without-region',
    ]);
    const lines = publishedLines(published);
    expect(lines[0]).toContain(`everywhere but in ${region}`);
    expect(lines).toContain(`  ${region.padEnd(15)} left out: the storm`);
    expect(lines.at(-1)).toBe(`warning ${published.warnings[0]}`);
  });

  test('is healed by publishing again when it answers', async () => {
    const aws = await awsWithout(STANDBY);
    await publishTo(aws, { release: releaseOf(NEW), without: without(STANDBY), after: 2000 });
    aws.down.clear();
    const published = await publishTo(aws, { release: releaseOf(NEW), after: 3000 });
    expect(published).not.toHaveProperty('without');
    expect(published.warnings).toEqual([]);
    expect(currentIn(aws)).toEqual([NEW, NEW]);
    expect(gapsIn(aws)).toEqual([]);
  });

  test('is refused when it answers, also when it only says no', async () => {
    const aws = emptyAws();
    const denied: Before = ({ region }) => {
      if (region === STANDBY) throw awsError('AccessDenied', 403, 'not you');
    };
    for (const before of [undefined, denied]) {
      const problems = await problemsOf(publishTo(aws, { ...(before && { before }), without: without(STANDBY) }));
      expect(problems).toEqual([`${STANDBY} answers: publish to it too, without --without-region`]);
    }
    expect([...aws.versions]).toEqual([]);
  });

  test.each(['DescribeStacks', 'GetObject'])('is done also when only %s gets no answer there', async (lost) => {
    for (const [error, problems] of [
      [awsError('ServiceUnavailable', 503), 0],
      [awsError('SlowDown', 503), 1],
      [awsError('ThrottlingException', 400), 1],
    ] as const) {
      const before: Before = ({ name, region }) => {
        if (region === STANDBY && name === lost) throw error;
      };
      expect(await problemsOf(publishTo(emptyAws(), { before, without: without(STANDBY) }))).toHaveLength(problems);
    }
  });

  test('is refused when no Region would be left, and offers no second one to leave out', async () => {
    const aws = await awsWithout(HOME);
    const only = { ...plan, regions: [HOME] };
    const alone = 'is the only Region of plan orders: without it nothing is published';
    expect(await problemsOf(publishTo(aws, { plan: only, without: without(HOME) }))).toEqual([`${HOME} ${alone}`]);
    aws.down.add(STANDBY);
    const problems = await problemsOf(publishTo(aws, { without: without(HOME) }));
    expect(problems).toEqual([expect.stringMatching(/nothing answers: connect timed out$/)]);
  });

  test('needs a Region of the plan', async () => {
    expect(await problemsOf(publishTo(emptyAws(), { without: without('eu-west-9') }))).toEqual([
      'eu-west-9 is not a Region of plan orders',
    ]);
  });
});

describe('A control plane', () => {
  test.each<[string, (aws: ReturnType<typeof emptyAws>) => void, Before]>([
    [
      'that tells nothing',
      (aws) => aws.stacks.set(`${STANDBY} understudy-orders`, { StackStatus: 'UPDATE_COMPLETE', outputs: {} }),
      () => {},
    ],
    [
      'whose publishers may not look at it',
      () => {},
      ({ region, input }) => {
        if (region === STANDBY && input.StackName === 'understudy-orders') throw awsError('AccessDenied', 403);
      },
    ],
  ])('%s is an older one: a warning', async (_, arrange, before) => {
    const aws = emptyAws();
    arrange(aws);
    const { warnings } = await publishTo(aws, { before });
    expect(warnings).toEqual([
      `${STANDBY}: the control plane does not tell which key and stacks it takes; deploy the plan there, then a ` +
        'release that it would refuse is not published',
    ]);
  });

  test('takes a release that is signed with either of its keys', async () => {
    const aws = emptyAws();
    const { outputs = {} } = aws.stacks.get(`${HOME} understudy-orders`) ?? {};
    outputs.ReleaseKeyIds = `0123,${outputs.ReleaseKeyIds}`;
    expect(await problemsOf(publishTo(aws))).toEqual([]);
  });
});
