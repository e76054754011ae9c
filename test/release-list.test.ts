/** What `release list` finds in the buckets, and how it is told. */
import { listedLines, problemsIn } from '../lib/cli/release/listed-lines';
import { CURRENT_MANIFEST_KEY, manifestKeyOf } from '../lib/domain/names';
import { publicKeyOf } from '../lib/domain/release';
import { releasesIn } from '../lib/release/publish/history';
import { NOW, planWith } from './fixtures';
import { awsError, type Before, type SmallAws } from './release-bucket-fake';
import {
  bucketOf,
  emptyAws,
  HOME,
  plan,
  publishTo,
  releaseOf,
  STANDBY,
  signerOf,
  stranger,
} from './release-publishing';

const HOUR = 3_600_000;
const [FIRST, SECOND] = ['r-0000aaaa', 'r-0000bbbb'];

/** Every Region some hours after the beginning. */
const listed = (aws: SmallAws, { hours = 2, before }: { hours?: number; before?: Before } = {}) =>
  Promise.all(
    plan.regions.map((region) =>
      releasesIn(aws.clientsFor(before).s3In(region), {
        plan,
        region,
        now: new Date(Date.parse(NOW) + hours * HOUR).toISOString(),
      }),
    ),
  );
const told = async (...args: Parameters<typeof listed>) => listedLines(await listed(...args), plan.release);

describe('The releases of a Region', () => {
  test('are the current one and those before it, newest first', async () => {
    const aws = emptyAws();
    for (const [index, id] of ['r-00000001', 'r-00000002', 'r-00000003', FIRST, SECOND].entries()) {
      await publishTo(aws, { release: releaseOf(id ?? ''), after: (index + 1) * 1000 });
    }
    const [home] = await listed(aws);
    expect(home).toMatchObject({
      region: HOME,
      current: { release: SECOND, commit: 'c0ffee', ageHours: 1, isCurrent: true, problems: [] },
      problems: [],
    });
    expect(home?.earlier.map(({ release }) => release)).toEqual([FIRST, 'r-00000003', 'r-00000002', 'r-00000001']);
    expect((await told(aws)).slice(0, 3)).toEqual([
      `${HOME}: release ${SECOND} is current`,
      '  commit c0ffee, created 2026-11-21T12:00:05.000Z, 1 h of 168 h old; signature ok',
      `  earlier ${FIRST}, commit c0ffee, created 2026-11-21T12:00:04.000Z, 1 h old`,
    ]);
  });

  test.each([
    [168, 0],
    [170, 1],
  ])('at an age of %d h less a second have %d problems of age', async (hours, problems) => {
    const aws = emptyAws();
    await publishTo(aws);
    expect((await listed(aws, { hours }))[0]?.current?.problems).toHaveLength(problems);
    if (problems > 0) {
      expect(await told(aws, { hours })).toContain(
        '  a takeover would refuse it: it is 169 h old, the plan allows 168 h; publish a newer release',
      );
    }
  });

  test('are none before anything was published', async () => {
    expect(await told(emptyAws())).toEqual(plan.regions.map((region) => `${region}: no release is current`));
  });

  test('do not count what no key of the plan has signed', async () => {
    const strange = planWith({ release: { ...plan.release, publicKey: publicKeyOf(stranger) } });
    const aws = emptyAws(strange);
    await publishTo(aws, { plan: strange, signer: signerOf(stranger) });
    const [home] = await listed(aws);
    expect(home).not.toHaveProperty('current');
    expect(home?.problems).toEqual([
      expect.stringContaining(`${CURRENT_MANIFEST_KEY}: the manifest is signed with key`),
      expect.stringContaining(`${manifestKeyOf(FIRST ?? '')}: the manifest is signed with key`),
    ]);
  });

  test('of one Region that does not answer or says no are one line; the others are told', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    aws.down.add(STANDBY);
    expect(await told(aws)).toEqual(
      expect.arrayContaining([
        `${HOME}: release ${FIRST} is current`,
        `  the bucket ${bucketOf(STANDBY)} cannot be read: nothing answers: connect timed out`,
      ]),
    );
    aws.down.clear();
    const before: Before = ({ name }) => {
      if (name === 'ListObjectsV2') throw awsError('AccessDenied', 403, 'not you');
    };
    expect((await listed(aws, { before }))[0]?.problems).toEqual([
      `the bucket ${bucketOf(HOME)} cannot be read: AWS says AccessDenied: not you; is there a control plane of plan ` +
        `orders in ${HOME}? deploy it, or mend name or regions of the plan`,
    ]);
  });

  test('that cannot be deployed are told as problems of their Regions, and none is a problem too', async () => {
    const aws = emptyAws();
    await publishTo(aws, { plan: { ...plan, regions: [HOME] } });
    const found = problemsIn(await listed(aws, { hours: 170 }));
    expect(found).toEqual([
      expect.stringContaining(`${HOME}: a takeover would refuse ${FIRST}: it is 169 h old`),
      `${STANDBY}: no release is current`,
    ]);
    aws.down.add(HOME);
    expect(problemsIn(await listed(aws))[0]).toMatch(new RegExp(`^${HOME}: the bucket .* nothing answers`));
    aws.down.clear();
    await publishTo(aws, { after: 2000 });
    expect(problemsIn(await listed(aws))).toEqual([]);
  });

  test('that differ between the Regions are told', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    const only = { ...plan, regions: [STANDBY] };
    await publishTo(aws, { plan: only, release: releaseOf(SECOND ?? ''), after: 2000 });
    expect((await told(aws)).at(-1)).toBe('the Regions have different releases; publish again to make them alike');
  });
});
