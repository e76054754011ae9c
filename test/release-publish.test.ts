/** What publishing does to AWS, told by what stands in the buckets afterwards. */
import { CURRENT_MANIFEST_KEY, manifestKeyOf, namesOf } from '../lib/domain/names';
import type { ReleaseManifest } from '../lib/domain/release';
import type { Progress } from '../lib/release/publish/progress';
import { awsError, type Before } from './release-bucket-fake';
import {
  assetOf,
  bucketOf,
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

const manifestOf = (aws: ReturnType<typeof emptyAws>, region: string, key = CURRENT_MANIFEST_KEY): ReleaseManifest =>
  JSON.parse(aws.object(bucketOf(region), key)?.body.toString() ?? 'null');
const puts = (calls: readonly string[]) => calls.filter((call) => call.includes(' PutObject '));
const RELEASE = releaseOf('r-0000aaaa');

describe('Publishing a release', () => {
  test('makes it current in every Region, complete, signed, and kept under its own name too', async () => {
    const aws = emptyAws();
    const published = await publishTo(aws);
    expect(gapsIn(aws)).toEqual([]);
    expect(currentIn(aws)).toEqual(['r-0000aaaa', 'r-0000aaaa']);
    for (const region of plan.regions) {
      expect(manifestOf(aws, region, manifestKeyOf('r-0000aaaa'))).toEqual(manifestOf(aws, region));
      expect(published.regions[region]).toMatchObject({ uploaded: 5, reused: 0 });
      expect(published.regions[region]?.manifestVersionId).toBe(
        aws.object(bucketOf(region), CURRENT_MANIFEST_KEY)?.versionId,
      );
    }
    expect(published).toMatchObject({ release: 'r-0000aaaa', commit: 'c0ffee', warnings: [] });
    expect(new Set(plan.regions.map((region) => manifestOf(aws, region).createdAt))).toEqual(
      new Set([published.createdAt]),
    );
  });

  test('pins every file and nested template in the templates of each Region to its own bucket and version', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    for (const region of plan.regions) {
      const { stacks, assets } = manifestOf(aws, region);
      const web = JSON.parse(aws.object(bucketOf(region), stacks[1]?.template.key ?? '')?.body.toString() ?? '');
      const asset = assets.find(({ sha256 }) => sha256 === RELEASE.assets[1]?.sha256);
      expect(web.Resources.Function.Properties.Code).toEqual({
        S3Bucket: bucketOf(region),
        S3Key: `assets/${asset?.sha256}.zip`,
        S3ObjectVersion: asset?.versionId,
      });
      const nested = assets.find(({ key }) => key.startsWith('templates/'));
      expect(web.Resources.Inner.Properties.TemplateURL).toBe(
        `${namesOf(plan, region).templateUrlPrefix}${nested?.key}?versionId=${nested?.versionId}`,
      );
    }
  });

  test('fills the parameters of each Region and lane', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    const [data, web] = manifestOf(aws, STANDBY).stacks;
    expect(data?.parameters.live).toEqual({ VpcId: `vpc of ${STANDBY}` });
    expect(web?.parameters.live).toMatchObject({
      Release: 'r-0000aaaa',
      TargetGroup: expect.stringContaining('/live/'),
    });
    expect(web?.parameters.drill).toMatchObject({ TargetGroup: expect.stringContaining('/drill/') });
    expect(web?.parameters.live).not.toHaveProperty('Size');
  });

  test('uploads nothing the second time, renews the date, and keeps what it reuses for longer', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    const before = puts(aws.calls).length;
    aws.now += 200 * 3_600_000;
    const again = await publishTo(aws, { after: 200 * 3_600_000 });
    expect(
      puts(aws.calls)
        .slice(before)
        .map((call) => call.split(' ')[2])
        .sort(),
    ).toEqual(
      [CURRENT_MANIFEST_KEY, CURRENT_MANIFEST_KEY, manifestKeyOf('r-0000aaaa'), manifestKeyOf('r-0000aaaa')].sort(),
    );
    expect(again.regions[HOME]).toMatchObject({ uploaded: 0, reused: 5, bytes: 0 });
    expect(manifestOf(aws, HOME).createdAt).toBe(again.createdAt);
    expect(gapsIn(aws)).toEqual([]);
  });

  test('shortens the retention of nothing', async () => {
    const aws = emptyAws();
    aws.retentionDays = 400;
    await publishTo(aws);
    await publishTo(aws, { after: 2000 });
    expect(aws.calls.filter((call) => call.includes('PutObjectRetention'))).toEqual([]);
  });

  test('uploads anew what somebody replaced under the name of its content', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    const { key } = manifestOf(aws, HOME).assets[0] ?? { key: '' };
    aws.write(bucketOf(HOME), key, 'something else');
    const again = await publishTo(aws, { after: 2000 });
    // The templates that name the file name its new version.
    expect(again.regions[HOME]?.uploaded).toBeGreaterThan(1);
    expect(again.regions[STANDBY]?.uploaded).toBe(0);
    expect(gapsIn(aws)).toEqual([]);
  });

  test('goes back to an older release by publishing it again', async () => {
    const aws = emptyAws();
    await publishTo(aws);
    await publishTo(aws, { release: releaseOf('r-0000bbbb'), after: 2000 });
    await publishTo(aws, { after: 3000 });
    expect(currentIn(aws)).toEqual(['r-0000aaaa', 'r-0000aaaa']);
    expect(gapsIn(aws)).toEqual([]);
  });

  test('sends at most four objects to a Region at one time', async () => {
    const aws = emptyAws();
    let [atOnce, most] = [0, 0];
    const assets = Array.from({ length: 12 }, (_, index) => assetOf(`many-${index}`, `${index}`));
    const clients = aws.clientsFor();
    const s3In = (region: string) => ({
      send: async (command: { input: { Key?: string } }) => {
        const isCounted = region === HOME && (command.input.Key ?? '').startsWith('assets/');
        if (isCounted) most = Math.max(most, ++atOnce);
        return clients
          .s3In(region)
          .send(command)
          .finally(() => {
            if (isCounted) atOnce -= 1;
          });
      },
    });
    const release = { ...RELEASE, assets: [...RELEASE.assets, ...assets] };
    await publishTo(aws, { release, clients: { ...clients, s3In } });
    expect(most).toBe(4);
  });

  test('sends bytes again when the network lost them, and gives up after the third time', async () => {
    const aws = emptyAws();
    let losses = 2;
    const lost = new Map<string, number>();
    const losing: Before = async ({ name, region, input }) => {
      const times = lost.get(`${region} ${input.Key}`) ?? 0;
      if (name !== 'PutObject' || !String(input.Key).startsWith('assets/') || times === losses) return;
      lost.set(`${region} ${input.Key}`, times + 1);
      for await (const _ of input.Body as AsyncIterable<Buffer>);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    };
    let told = 0;
    await publishTo(aws, {
      before: losing,
      tell: (progress) => {
        if (progress.what === 'bytes') told += progress.bytes;
      },
    });
    expect(gapsIn(aws)).toEqual([]);
    expect([...lost.values()]).toEqual([2, 2, 2, 2]);
    expect(told).toBe(plan.regions.length * RELEASE.assets.reduce((sum, { bytes }) => sum + bytes, 0));
    losses = 3;
    lost.clear();
    const problems = await problemsOf(publishTo(emptyAws(), { before: losing }));
    expect(problems[0]).toContain(`was not uploaded to ${bucketOf(HOME)}: nothing answers: socket hang up`);
  });

  test('tells the bytes of every file once, in every Region, whether they were sent or stood there', async () => {
    const aws = emptyAws();
    for (const after of [1000, 2000]) {
      const told: Progress[] = [];
      await publishTo(aws, { after, tell: (progress) => told.push(progress) });
      const [begun] = told;
      const sum = told.reduce((total, progress) => total + (progress.what === 'bytes' ? progress.bytes : 0), 0);
      expect(begun).toEqual({ what: 'begun', bytes: sum });
      // Home is the last to change: it is the one that serves users.
      expect(told.flatMap((progress) => (progress.what === 'current' ? [progress.region] : []))).toEqual([
        STANDBY,
        HOME,
      ]);
    }
  });

  test('warns about a drill that would stand where users are served', async () => {
    const aws = emptyAws();
    for (const [, stack] of aws.stacks) delete stack.outputs.DrillTargetGroup;
    const { warnings } = await publishTo(aws);
    expect(warnings).toEqual(
      plan.regions.map((region) =>
        expect.stringContaining(`${region}: orders-web: a drill would use the same target group`),
      ),
    );
  });

  test('shows what somebody else wrote as one short line', async () => {
    const [published, aws] = [emptyAws(), emptyAws()];
    await publishTo(published);
    const [strange, keyId] = ['\u001b[2J\nevil', '\u001b]0;evil\u0007'];
    const manifest = { ...manifestOf(published, HOME), [strange]: 1 };
    aws.write(bucketOf(HOME), CURRENT_MANIFEST_KEY, JSON.stringify(manifest));
    const long = { ...manifest, signature: { ...manifest.signature, keyId }, ['x'.repeat(10_000)]: 1 };
    aws.write(bucketOf(STANDBY), CURRENT_MANIFEST_KEY, JSON.stringify(long));
    const { warnings } = await publishTo(aws);
    expect(warnings).toHaveLength(2);
    for (const warning of warnings) {
      expect(warning).not.toMatch(/\p{Cc}/u);
      expect(warning.length).toBeLessThan(700);
      expect(warning).toMatch(/find out who wrote it$/);
    }
  });

  test('replaces a current manifest that is not the team’s, and says so', async () => {
    const aws = emptyAws();
    aws.write(bucketOf(HOME), CURRENT_MANIFEST_KEY, '{"createdAt":"2099-01-01T00:00:00Z"}');
    const { warnings } = await publishTo(aws);
    expect(warnings).toEqual([expect.stringContaining(`${HOME}: what was current was no release of the team`)]);
    expect(gapsIn(aws)).toEqual([]);
  });

  test('counts its own write when the answer to it was lost', async () => {
    const aws = emptyAws();
    let isLost = false;
    const clients = aws.clientsFor();
    const s3In = (region: string) => ({
      // As the SDK does: it sends again what was not answered, and is told that the object is another one now.
      send: async (command: { input: { Key?: string; IfMatch?: string; IfNoneMatch?: string } }) => {
        const answer = await clients.s3In(region).send(command);
        if (isLost || command.input.Key !== CURRENT_MANIFEST_KEY || !command.input.IfNoneMatch) return answer;
        isLost = true;
        throw awsError('PreconditionFailed', 412);
      },
    });
    const { regions } = await publishTo(aws, { clients: { ...clients, s3In } });
    expect(isLost).toBe(true);
    expect(regions[STANDBY]?.manifestVersionId).toBe(aws.object(bucketOf(STANDBY), CURRENT_MANIFEST_KEY)?.versionId);
  });
});
