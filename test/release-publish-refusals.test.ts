/** Why nothing is published, and that nothing was written then. */
import { writeFileSync } from 'node:fs';
import { sha256Of } from '../lib/domain/canonical-json';
import { CURRENT_MANIFEST_KEY, namesOf, STACK_OUTPUTS } from '../lib/domain/names';
import { keyIdOf, publicKeyOf } from '../lib/domain/release';
import type { Finding } from '../lib/release/finding';
import { SignerError } from '../lib/release/signers/signer';
import type { Template } from '../lib/release/source';
import { planWith } from './fixtures';
import { awsError, type SmallAws } from './release-bucket-fake';
import {
  assetOf,
  bucketOf,
  currentIn,
  emptyAws,
  HOME,
  plan,
  problemsOf,
  publishTo,
  releaseOf,
  STANDBY,
  signerOf,
  stranger,
} from './release-publishing';

const finding = (changes: Partial<Finding> = {}): Finding => ({
  id: 'macro:orders-web',
  rule: 'macro',
  level: 'error',
  stack: 'orders-web',
  because: 'it holds a macro',
  remedy: 'expand it first',
  ...changes,
});

const ofStranger = keyIdOf(publicKeyOf(stranger));
const pinned = keyIdOf(plan.release.publicKey);
type Attempt = Parameters<typeof publishTo>[1];

/** The control plane of a Region says something else. */
const told = (aws: SmallAws, region: string, outputs: Partial<Record<keyof typeof STACK_OUTPUTS, string>>) => {
  for (const [name, value] of Object.entries(outputs)) {
    const stack = aws.stacks.get(`${region} ${namesOf(plan, region).stack}`);
    Object.assign(stack?.outputs ?? {}, { [STACK_OUTPUTS[name as keyof typeof STACK_OUTPUTS]]: value });
  }
};

describe('Nothing is published', () => {
  test.each<[string, Attempt, (aws: SmallAws) => void, string[]]>([
    [
      'when the audit found an error',
      { findings: [finding()] },
      () => {},
      ['the audit found macro:orders-web: it holds a macro; expand it first'],
    ],
    [
      'with a key that the plan does not pin',
      { signer: signerOf(stranger) },
      () => {},
      [`the key of a test is key ${ofStranger}, but the plan pins ${pinned}: sign with that key`],
    ],
    [
      'with the key that the plan is giving up',
      {
        signer: signerOf(stranger),
        plan: planWith({ release: { ...plan.release, previousPublicKey: publicKeyOf(stranger) } }),
      },
      () => {},
      [`is key ${ofStranger}, the plan's previous one; sign with key ${pinned}`],
    ],
    [
      'when S3 takes no file as large as one of its own',
      { release: { ...releaseOf('r-0000aaaa'), assets: [{ ...assetOf('huge', ''), bytes: 5 * 1024 ** 3 + 1 }] } },
      () => {},
      ['asset huge has 5368709121 bytes; S3 takes at most 5368709120 in one request'],
    ],
    [
      'while a pilot light is missing or at work, with the problems of all Regions',
      {},
      (aws) => {
        aws.stacks.delete(`${HOME} orders-pilot-light`);
        aws.stacks.set(`${STANDBY} orders-pilot-light`, { StackStatus: 'UPDATE_IN_PROGRESS', outputs: {} });
      },
      [
        `${HOME}: the pilot light's stack orders-pilot-light does not exist; deploy it`,
        `${STANDBY}: the pilot light's stack orders-pilot-light is UPDATE_IN_PROGRESS`,
      ],
    ],
    [
      'while the pilot light has not been created well',
      {},
      (aws) => aws.stacks.set(`${HOME} orders-pilot-light`, { StackStatus: 'ROLLBACK_COMPLETE', outputs: {} }),
      [`${HOME}: the pilot light's stack orders-pilot-light is ROLLBACK_COMPLETE`],
    ],
    [
      'while a parameter has no value',
      {},
      (aws) => delete aws.stacks.get(`${STANDBY} orders-pilot-light`)?.outputs.VpcId,
      [`orders-data, parameter VpcId, live and drill, ${STANDBY}: nothing gives it a value`],
    ],
    [
      'while a parameter has no value anywhere, told once',
      {},
      (aws) => {
        for (const { outputs } of aws.stacks.values()) {
          delete outputs.VpcId;
          delete outputs.TargetGroup;
        }
        Object.assign(aws.stacks.get(`${HOME} orders-pilot-light`)?.outputs ?? {}, { DrillVpcId: 'vpc-1' });
      },
      [
        `orders-data, parameter VpcId, live, ${HOME}; live and drill, ${STANDBY}: nothing gives it a value`,
        `orders-web, parameter TargetGroup, live, ${HOME} and ${STANDBY}: nothing gives it a value`,
      ],
    ],
    [
      'to a bucket that keeps no versions and has no lock',
      {},
      (aws) => Object.assign(aws, { isVersioned: false, isLocked: false }),
      plan.regions.flatMap((region) => [
        `${region}: the bucket ${bucketOf(region)} keeps no versions; deploy the control plane there again`,
        `${region}: the bucket ${bucketOf(region)} has no Object Lock`,
      ]),
    ],
    [
      'to a bucket that somebody else has made under that name',
      {},
      (aws) => aws.owners.set(bucketOf(HOME), '999999999999'),
      [`${HOME}: the bucket ${bucketOf(HOME)} cannot be read: AWS says AccessDenied: Access Denied`],
    ],
    [
      'while a Region does not answer',
      {},
      (aws) => aws.down.add(STANDBY),
      [
        `${STANDBY}: the bucket ${bucketOf(STANDBY)} cannot be read: nothing answers: connect timed out; ` +
          `while it is dark, publish to the others with --without-region ${STANDBY}`,
      ],
    ],
    [
      'when the bucket is not there, or not for us',
      {
        before: ({ name, region }) => {
          if (name === 'GetBucketVersioning' && region === HOME) throw awsError('NoSuchBucket', 404, 'no such bucket');
          if (name === 'GetObject' && region === HOME) throw awsError('AccessDenied', 403, 'Access Denied');
        },
      },
      () => {},
      [
        `${HOME}: the bucket ${bucketOf(HOME)} cannot be read: AWS says NoSuchBucket: no such bucket; is there a ` +
          `control plane of plan orders in ${HOME}? deploy it, or mend name or regions of the plan`,
      ],
    ],
    [
      'to a Region whose control plane pins another key',
      {},
      (aws) => told(aws, STANDBY, { releaseKeyIds: `${ofStranger},0123` }),
      [
        `the control plane of ${STANDBY} pins key ${ofStranger} and 0123, but key ${pinned} signs: a takeover there ` +
          'would refuse the release; deploy the plan there first',
      ],
    ],
    [
      'to a Region whose control plane wants other stacks',
      {},
      (aws) => told(aws, HOME, { releaseStacks: sha256Of(['orders-data']) }),
      [
        `the control plane of ${HOME} wants other stacks than release.stacks of this plan: a takeover there would ` +
          'refuse the release; deploy the plan there first',
      ],
    ],
    [
      'when this plan names no stack any more, and the control planes do',
      { plan: { ...plan, release: { ...plan.release, stacks: [] } }, release: { ...releaseOf('r-0'), stacks: [] } },
      () => {},
      plan.regions.map((region) => `the control plane of ${region} wants other stacks than release.stacks`),
    ],
    [
      'to a Region without a control plane, whose bucket is still there',
      {},
      (aws) => aws.stacks.delete(`${STANDBY} understudy-orders`),
      [`${STANDBY}: there is no stack understudy-orders; is there a control plane of plan orders in ${STANDBY}?`],
    ],
  ])('%s', async (_, attempt, arrange, expected) => {
    const aws = emptyAws();
    arrange(aws);
    const problems = await problemsOf(publishTo(aws, attempt));
    expect(problems).toEqual(expected.map((sentence) => expect.stringContaining(sentence)));
    expect([...aws.versions]).toEqual([]);
  });

  test.each([
    ['a warning', finding({ level: 'warning' })],
    ['an error that the plan accepts', finding({ accepted: 'it was expanded by hand' })],
  ])('unless what the audit found is %s', async (_, found) => {
    const published = await publishTo(emptyAws(), { findings: [found] });
    expect(published.findings).toEqual([found]);
  });

  test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE'])(
    'unless the pilot light is at rest: %s',
    async (StackStatus) => {
      const aws = emptyAws();
      for (const stack of aws.stacks.values()) stack.StackStatus = StackStatus;
      expect(await problemsOf(publishTo(aws))).toEqual([]);
    },
  );

  test('when the clock is at or behind the current release, and is one millisecond after it', async () => {
    const aws = emptyAws();
    await publishTo(aws, { after: 5000 });
    const next = releaseOf('r-0000bbbb');
    for (const after of [5000, 4000]) {
      const problems = await problemsOf(publishTo(aws, { release: next, after }));
      expect(problems).toHaveLength(plan.regions.length);
      expect(problems[0]).toContain(`${HOME}: release r-0000aaaa is current since 2026-11-21T12:00:05.000Z, and here`);
      expect(currentIn(aws)).toEqual(['r-0000aaaa', 'r-0000aaaa']);
    }
    await publishTo(aws, { release: next, after: 5001 });
    expect(currentIn(aws)).toEqual(['r-0000bbbb', 'r-0000bbbb']);
  });

  test('of a file that changed after it was measured', async () => {
    const release = releaseOf('r-0000aaaa');
    const [data] = release.assets;
    for (const content of ['data of r-0000aaaX', 'longer than what was measured']) {
      const aws = emptyAws();
      writeFileSync(data?.file ?? '', content);
      const problems = await problemsOf(publishTo(aws, { release }));
      expect(problems[0]).toContain('asset data changed while the release was published; build it again');
      expect(currentIn(aws)).toEqual([undefined, undefined]);
    }
  });

  test('of a file that is gone', async () => {
    const release = releaseOf('r-0000aaaa');
    const assets = release.assets.map((asset) => ({ ...asset, file: `${asset.file}-gone` }));
    const problems = await problemsOf(publishTo(emptyAws(), { release: { ...release, assets } }));
    expect(problems[0]).toContain('asset data cannot be read any more');
  });

  test('of a template that names a file in a form that cannot be pinned', async () => {
    const release = releaseOf('r-0000aaaa');
    const [place] = release.assets[0]?.places ?? [];
    const [data, web] = release.stacks;
    const template = { Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: place?.key } } } };
    if (!data || !web) throw new Error('the release of this test has two stacks');
    const stacks = [{ ...data, template }, web];
    const aws = emptyAws();
    expect(await problemsOf(publishTo(aws, { release: { ...release, stacks } }))).toContainEqual(
      'orders-data: Resources.Topic.Properties.DisplayName names an asset in a form that cannot be pinned',
    );
    expect(currentIn(aws)).toEqual([undefined, undefined]);
  });

  test.each(['outer', 'nested'])('of an %s template that fetches another from elsewhere', async (which) => {
    const release = releaseOf('r-0000aaaa');
    const TemplateURL = 'https://evil.s3.amazonaws.com/child.json?versionId=v1';
    const Evil = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL } };
    const withEvil = <Part extends { template: Template }>(part: Part): Part => ({
      ...part,
      template: { ...part.template, Resources: { ...part.template.Resources, Evil } },
    });
    const changed =
      which === 'outer' ? { stacks: release.stacks.map(withEvil) } : { nested: release.nested.map(withEvil) };
    const aws = emptyAws();
    const sign = jest.fn();
    const signer = { ...signerOf(stranger), publicKey: plan.release.publicKey, sign };
    const problems = await problemsOf(publishTo(aws, { release: { ...release, ...changed }, signer }));
    expect(problems.join('\n')).toContain('Resources.Evil.Properties.TemplateURL');
    expect(sign).not.toHaveBeenCalled();
    expect(currentIn(aws)).toEqual([undefined, undefined]);
  });

  test('of a template that CloudFormation would not take', async () => {
    const release = releaseOf('r-0000aaaa');
    const long = { Description: 'x'.repeat(1_048_576) };
    const stacks = release.stacks.map((stack) => ({ ...stack, template: { ...stack.template, ...long } }));
    const problems = await problemsOf(publishTo(emptyAws(), { release: { ...release, stacks } }));
    expect(problems[0]).toMatch(/^the template of orders-\w+ has \d+ bytes; CloudFormation takes at most 1048576/);
  });

  test('that a takeover would refuse: without a stack of the plan, or with a signature that does not hold', async () => {
    const release = releaseOf('r-0000aaaa');
    const aws = emptyAws();
    const lacking = await problemsOf(publishTo(aws, { release: { ...release, stacks: release.stacks.slice(0, 1) } }));
    expect(lacking[0]).toContain(`${HOME}: a takeover would refuse it: it lacks the stacks orders-web`);
    const signer = { ...signerOf(stranger), publicKey: plan.release.publicKey };
    expect((await problemsOf(publishTo(aws, { signer })))[0]).toContain('its signature does not hold');
    expect(currentIn(aws)).toEqual([undefined, undefined]);
  });

  test('when the key does not sign: KMS says why', async () => {
    const sign = async () => Promise.reject(awsError('DisabledException', 400, 'the key is disabled'));
    const signer = { ...signerOf(stranger), publicKey: plan.release.publicKey, sign };
    const problems = await problemsOf(publishTo(emptyAws(), { signer }));
    expect(problems[0]).toBe(
      `the key of a test did not sign the manifest of ${HOME}: AWS says DisabledException: the key is disabled`,
    );
    const mute = { ...signer, sign: async () => Promise.reject(new SignerError('no signature')) };
    await expect(publishTo(emptyAws(), { signer: mute })).rejects.toThrow('no signature');
  });

  test('anywhere when one Region is lost while the others are ready', async () => {
    const aws = emptyAws();
    const before = ({ name, region, input }: { name: string; region: string; input: Record<string, unknown> }) => {
      if (region === STANDBY && name === 'PutObject' && String(input.Key).startsWith('templates/'))
        aws.down.add(STANDBY);
    };
    const problems = await problemsOf(publishTo(aws, { before }));
    expect(problems[0]).toContain(`was not uploaded to ${bucketOf(STANDBY)}: nothing answers`);
    expect(problems[0]).toContain(`with --without-region ${STANDBY} --because "<why>"`);
    expect(currentIn(aws)).toEqual([undefined, undefined]);
    expect(aws.object(bucketOf(HOME), CURRENT_MANIFEST_KEY)).toBeUndefined();
  });
});
