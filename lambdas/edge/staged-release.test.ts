import { sha256 } from '../../lib/domain/canonical-json';
import { namesOf } from '../../lib/domain/names';
import { RELEASE_OBJECT_BYTES_MAX, type ReleaseStack } from '../../lib/domain/release';
import { HERE, NOW } from '../../test/fixtures';
import { releaseStack } from '../../test/stack-world';
import { awsError, manifestText, readsOf, type Standby, signedPlan, standby, template } from '../../test/standby';
import { stagedRelease } from './staged-release';

const wanted = { plan: signedPlan, region: HERE, names: namesOf(signedPlan, HERE), run: { id: 'run-1' }, now: NOW };

/** A standby whose every request to S3 is counted. */
function counted(change: (at: Standby) => void = () => {}) {
  const at = standby();
  change(at);
  const { s3 } = readsOf(at).clients;
  const sent: string[] = [];
  let together = 0;
  let atOnceMax = 0;
  const send = async (command: { input: Record<string, string> }) => {
    sent.push(`${command.constructor.name} ${command.input.Key ?? command.input.Prefix}`);
    together += 1;
    atOnceMax = Math.max(atOnceMax, together);
    await Promise.resolve();
    together -= 1;
    return s3.send(command);
  };
  return { at, sent, atOnceMax: () => atOnceMax, verify: stagedRelease({ send }, { now: () => at.now }) };
}

async function judged(change: (at: Standby) => void = () => {}) {
  const { problems, unknown, release } = await counted(change).verify(wanted);
  expect(release === undefined).toBe(problems.length + unknown.length > 0);
  return { problems, unknown };
}

const web = (text: string, bytes = text.length) => ({ text, versionId: 'v-orders-web', bytes });
const put = (key: string, object: object) => (at: Standby) => {
  at.objects[key] = { ...(at.objects[key] ?? { text: '' }), ...object };
};
const asset = 'an asset (web.zip, version v-web-zip)';
/** The stacks of the release, of which the second has this template and these capabilities. */
const signedStacks = (text: string, capabilities: ReleaseStack['capabilities']) => {
  const [data, other] = signedPlan.release.stacks.map((name) => releaseStack(name));
  if (!data || !other) throw new Error('the plan names two stacks');
  return [data, { ...other, capabilities, template: { ...other.template, sha256: sha256(text) } }];
};

describe('A staged release', () => {
  test('is verified when it is what was signed, to the last object, and gives its templates', async () => {
    const { problems, release } = await counted().verify(wanted);
    expect(problems).toEqual([]);
    expect(release).toMatchObject({ versionId: 'v-current', manifest: { release: 'r-3f2a1b' } });
    for (const name of signedPlan.release.stacks) expect(await release?.templateOf(name)).toBe(template(name));
  });

  test.each<[string, (at: Standby) => void, string]>([
    [
      'a manifest above the limit',
      put('current.json', { bytes: RELEASE_OBJECT_BYTES_MAX + 1 }),
      'release: current.json in understudy-orders-releases-111122223333-us-west-2 has 1048577 bytes',
    ],
    [
      'a manifest from the future',
      put('current.json', { text: manifestText({ createdAt: '2026-11-21T12:10:01Z' }) }),
      'release: it was made at 2026-11-21T12:10:01Z, which is after 2026-11-21T12:00:00.000Z',
    ],
    [
      'a manifest whose bytes have changed',
      put('current.json', { altered: 'Checksum mismatch: expected "a"' }),
      'release: current.json in understudy-orders-releases-111122223333-us-west-2 is not what was published: Checksum',
    ],
    [
      'a template whose bytes have changed',
      put('orders-web.json', { altered: 'Checksum mismatch: expected "a"' }),
      'the template of orders-web (orders-web.json, version v-orders-web) is not what was signed: Checksum mismatch',
    ],
    [
      'a template that asks for a macro',
      (at) => {
        const text = '{"Transform":"AWS::Include"}';
        const stacks = signedStacks(text, []);
        put('current.json', { text: manifestText({ stacks }) })(at);
        put('orders-web.json', { text })(at);
      },
      'the template of orders-web (orders-web.json, version v-orders-web): it holds Transform, by which a macro',
    ],
    ['a manifest too old', put('current.json', { text: manifestText({ createdAt: '2026-11-01T00:00:00Z' }) }), 'h old'],
    [
      'a template above the limit',
      put('orders-web.json', web(template('orders-web'), RELEASE_OBJECT_BYTES_MAX + 1)),
      'the template of orders-web (orders-web.json, version v-orders-web) has 1048577 bytes',
    ],
    // F-65
    [
      'a template with other bytes',
      put('orders-web.json', web('{}')),
      'is not what was signed: its SHA-256 is 44136fa',
    ],
    ['an asset with other bytes', put('web.zip', { text: 'zap' }), `${asset} is not what was signed: its SHA-256 is `],
    ['an asset that S3 has not measured', put('web.zip', { checksum: undefined }), `${asset} has no SHA-256 in `],
    ['an asset in another version', put('web.zip', { versionId: 'v-2' }), `${asset} is not in understudy-orders-`],
    [
      'a history that nobody may see',
      (at) => {
        at.errors.ListObjectVersionsCommand = awsError('AccessDenied', 403);
      },
      'release: whether an older one was put back cannot be seen: s3:ListBucketVersions failed: AccessDenied',
    ],
  ])('is refused with %s', async (_, change, problem) => {
    const { problems } = await judged(change);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('may ask for a macro where the stack is allowed to', async () => {
    const text = '{"Transform":"AWS::Include"}';
    const { problems } = await judged((at) => {
      put('current.json', { text: manifestText({ stacks: signedStacks(text, ['CAPABILITY_AUTO_EXPAND']) }) })(at);
      put('orders-web.json', { text })(at);
    });
    expect(problems).toEqual([]);
  });

  test('is as old as it was when it is said to count, and from the future by the time of now', async () => {
    const text = manifestText({ createdAt: '2026-11-21T10:30:00Z' });
    const { verify } = counted(put('current.json', { text }));
    const oldPlan = { ...signedPlan, release: { ...signedPlan.release, ageHoursMax: 1 } };
    expect((await verify({ ...wanted, plan: oldPlan })).problems).toEqual([expect.stringContaining('1 h old')]);
    expect((await verify({ ...wanted, plan: oldPlan, agedAt: '2026-11-21T09:00:00Z' })).problems).toEqual([]);
  });

  test('is verified to the last object where its age is told', async () => {
    const old = put('current.json', { text: manifestText({ createdAt: '2026-11-01T00:00:00Z' }) });
    const told = await counted(old).verify({ ...wanted, isAgeTold: true });
    expect(told).toMatchObject({
      problems: [],
      tooOld: 'release: it is 492 h old, the plan allows 168 h; publish a newer release',
      release: { manifest: { release: 'r-3f2a1b' } },
    });
    const altered = counted((at) => {
      old(at);
      put('web.zip', { text: 'zap' })(at);
    });
    expect(await altered.verify({ ...wanted, isAgeTold: true })).toMatchObject({
      problems: [expect.stringContaining(`${asset} is not what was signed`)],
      tooOld: expect.stringContaining('492 h old'),
    });
    expect(await counted().verify({ ...wanted, isAgeTold: true })).not.toHaveProperty('tooOld');
  });

  test('is refused once, with everything that is wrong with it', async () => {
    const { problems } = await judged((at) => {
      put('orders-web.json', web('{}'))(at);
      put('web.zip', { text: 'zap' })(at);
      delete at.objects['orders-data.json'];
    });
    expect(problems).toHaveLength(3);
  });

  test.each(['GetObjectCommand', 'HeadObjectCommand', 'ListObjectVersionsCommand'])(
    'is neither verified nor refused while %s is turned away',
    async (operation) => {
      const { problems, unknown } = await judged((at) => {
        at.errors[operation] = awsError('SlowDown', 503);
      });
      expect(problems).toEqual([]);
      expect(unknown).not.toEqual([]);
    },
  );

  // F-68
  test('whose template arrives cut off is not told to be altered', async () => {
    const text = template('orders-web');
    const { problems, unknown } = await judged(put('orders-web.json', web(text, text.length + 1)));
    expect(problems).toEqual([]);
    expect(unknown).toEqual([expect.stringContaining('was cut off')]);
  });
});

describe('A staged release that follows others', () => {
  const earlier = (createdAt: string, versionId = 'v-before') => ({
    versionId,
    text: manifestText({ release: 'r-9999', createdAt }),
  });
  const following = (...before: { versionId: string; text: string }[]) =>
    judged((at) => {
      at.earlier = before;
    });

  test.each([
    ['older ones', [earlier('2026-11-21T09:59:59Z')]],
    ['one of the same moment', [earlier('2026-11-21T10:00:00Z')]],
    ['what nobody signed', [{ versionId: 'v-junk', text: '{"createdAt":"2030-01-01T00:00:00Z"}' }]],
  ])('may follow %s', async (_, before) => {
    expect((await following(...before)).problems).toEqual([]);
  });

  test('is refused when a younger one stood in its place', async () => {
    const { problems } = await following(earlier('2026-11-20T00:00:00Z'), earlier('2026-11-21T10:00:01Z', 'v-young'));
    expect(problems).toEqual([expect.stringContaining('release: the manifest was rolled back: release r-3f2a1b of')]);
  });

  test('is refused though the younger one was buried under copies of it', async () => {
    const { text = '' } = standby().objects['current.json'] ?? {};
    const copies = Array.from({ length: 50 }, (_, index) => ({ versionId: `v-copy-${index}`, text }));
    const { problems } = await following(...copies, earlier('2026-11-21T10:00:01Z'));
    expect(problems).toHaveLength(1);
  });

  const junk = (count: number, at?: string) =>
    Array.from({ length: count }, (_, index) => ({
      versionId: `v-junk-${index}`,
      text: `{"junk":${index}}`,
      ...(at && { storedAt: new Date(at) }),
    }));
  /** As they are when releases were published every minute, and somebody has put back an old one. */
  const putBack = Array.from({ length: 40 }, (_, index) => earlier(`2026-11-21T09:${59 - index}:00Z`, `v-${index}`));

  test.each([
    ['25 versions that nobody signed', junk(25)],
    ['199 versions that nobody signed', junk(199)],
    ['40 older releases that were put back as well', putBack],
  ])('is refused though the younger one was buried under %s', async (_, over) => {
    const { problems } = await following(...over, earlier('2026-11-21T10:00:01Z', 'v-young'));
    expect(problems).toEqual([expect.stringContaining('the manifest was rolled back')]);
  });

  test.each([
    [200, []],
    [201, [expect.stringContaining('201 versions of current.json hide what stood there since it was made at 2026-11')]],
  ])('over %i versions that nobody signed', async (count, problems) => {
    expect((await following(...junk(count))).problems).toEqual(problems);
  });

  test.each([
    ['not held against what was stored more than 10 min before it was made', '2026-11-21T09:49:59Z', 0],
    ['held against what was stored later, for clocks differ', '2026-11-21T09:50:00Z', 1],
  ])('is %s', async (_, at, read) => {
    const { sent, verify } = counted((world) => {
      world.earlier = [{ ...earlier('2026-11-20T00:00:00Z'), storedAt: new Date(at) }];
    });
    await verify(wanted);
    expect(sent.filter((request) => request === 'GetObjectCommand current.json')).toHaveLength(1 + read);
  });

  test('is verified after any number of releases that were stored before it was made', async () => {
    expect((await following(...junk(2000, '2026-11-21T09:00:00Z'))).problems).toEqual([]);
  });

  test('is refused when more versions were stored since than are listed', async () => {
    const { problems } = await judged((at) => {
      at.versionsAreCut = true;
    });
    expect(problems).toEqual([expect.stringContaining('more than 1 versions of current.json hide')]);
  });
});

describe('What was verified', () => {
  test('is not read again in this run, but for the manifest that stands there now', async () => {
    const { sent, verify } = counted();
    await verify(wanted);
    sent.length = 0;
    expect((await verify(wanted)).release).toBeDefined();
    expect(sent).toEqual(['GetObjectCommand current.json']);
  });

  test('is read again by the next run, which says when: it may have been deleted since', async () => {
    const { at, sent, verify } = counted();
    await verify(wanted);
    const all = sent.splice(0);
    const next = { ...wanted, run: { id: 'run-2' } };
    expect((await verify(next)).release).toBeDefined();
    expect(sent).toEqual(all);
    delete at.objects['web.zip'];
    const { problems } = await verify({ ...wanted, run: { id: 'run-3' } });
    expect(problems).toEqual([expect.stringContaining(`${asset} is not in understudy-orders-`)]);
  });

  test('is not read at all when its version is named', async () => {
    const { sent, verify } = counted();
    await verify({ ...wanted, versionId: 'v-current' });
    sent.length = 0;
    expect((await verify({ ...wanted, versionId: 'v-current' })).release).toBeDefined();
    expect(sent).toEqual([]);
  });

  test('is held against the plan and the time again', async () => {
    const { verify } = counted();
    await verify(wanted);
    const { problems } = await verify({ ...wanted, now: '2026-11-30T12:00:00.000Z' });
    expect(problems).toEqual([expect.stringContaining('the plan allows 168 h')]);
  });

  test('is not taken for verified when something of it was wrong', async () => {
    const { at, verify } = counted((world) => {
      delete world.objects['orders-web.json'];
    });
    expect((await verify(wanted)).release).toBeUndefined();
    at.objects['orders-web.json'] = web(template('orders-web'));
    expect((await verify(wanted)).release).toBeDefined();
  });

  test.each([
    ['a template', 'orders-web.json', { text: '{}' }],
    ['an asset', 'web.zip', { text: 'zap' }],
  ])('is never %s with other bytes, however often it is read', async (_, key, object) => {
    const { verify } = counted(put(key, object));
    for (const _again of [1, 2]) {
      expect((await verify(wanted)).problems).toEqual([expect.stringContaining('is not what was signed')]);
    }
  });

  test('may be followed by a younger release, and is deployed by the run that began with it', async () => {
    const younger = manifestText({ release: 'r-9999', createdAt: '2026-11-21T11:00:00Z' });
    const { verify } = counted((at) => {
      const { text = '' } = at.objects['current.json'] ?? {};
      at.earlier = [{ versionId: 'v-pinned', text }];
      at.objects['current.json'] = { text: younger, versionId: 'v-young' };
    });
    expect((await verify({ ...wanted, versionId: 'v-pinned' })).release).toMatchObject({ versionId: 'v-pinned' });
  });

  test.each([
    ['goes on with more after 10 s', 10_000, 0],
    ['begins with no more after them, and the next look goes on where this one stopped', 10_001, 27],
  ])('%s', async (_, milliseconds, left) => {
    const assets = Array.from({ length: 75 }, (_one, index) => ({ key: `${index}.zip`, versionId: 'v' }));
    const { sent, verify } = counted((world) => {
      const text = manifestText({ assets: assets.map((one) => ({ ...one, sha256: sha256('zip') })) });
      world.objects['current.json'] = { text, versionId: 'v-current' };
      for (const { key, versionId } of assets) {
        const zip = { text: 'zip', versionId };
        Object.defineProperty(world.objects, key, {
          get: () => {
            // The last of the first fifty, of which two are templates.
            if (key === '47.zip' && world.now === Date.parse(NOW)) world.now += milliseconds;
            return zip;
          },
        });
      }
    });
    const first = await verify(wanted);
    expect(first.unknown).toEqual(left > 0 ? [`${left} of the 77 objects of the release are still to be read`] : []);
    expect(first.release === undefined).toBe(left > 0);
    sent.length = 0;
    expect((await verify(wanted)).release).toBeDefined();
    expect(sent.filter((call) => call.endsWith('.zip'))).toHaveLength(left);
  });

  test('was read fifty objects at a time', async () => {
    const assets = Array.from({ length: 75 }, (_, index) => ({ key: `${index}.zip`, versionId: 'v' }));
    const { verify, atOnceMax } = counted((at) => {
      const text = manifestText({ assets: assets.map((one) => ({ ...one, sha256: '0'.repeat(64) })) });
      at.objects['current.json'] = { text, versionId: 'v-current' };
    });
    expect((await verify(wanted)).problems).toHaveLength(75);
    expect(atOnceMax()).toBe(50);
  });
});

describe('A release that a check has verified to its last object', () => {
  /** Two templates, and so many assets. */
  const attestedWith = (assets: number) => {
    const names = Array.from({ length: assets }, (_, index) => `${index}.zip`);
    const made = names.map((key) => ({ key, versionId: 'v', sha256: sha256(key) }));
    const text = manifestText({ assets: made });
    const world = counted((at) => {
      at.objects['current.json'] = { text, versionId: 'v-current' };
      for (const key of names) at.objects[key] = { text: key, versionId: 'v' };
    });
    const attested = { at: NOW, versionId: 'v-current', sha256: sha256(text) };
    return { ...world, verify: (run = 'run-1') => world.verify({ ...wanted, attested, run: { id: run } }) };
  };
  const objects = (sent: readonly string[]) => sent.filter((request) => !request.endsWith(' current.json'));

  test('is read all the same where one round of reads is enough', async () => {
    const { sent, verify } = attestedWith(48);
    expect((await verify()).release).not.toHaveProperty('attestedAt');
    expect(objects(sent)).toHaveLength(50);
  });

  test('is read in one round where it is larger, from its first template to its last asset', async () => {
    const { sent, verify, atOnceMax } = attestedWith(500);
    expect((await verify()).release).toMatchObject({ attestedAt: NOW });
    expect(new Set(objects(sent)).size).toBe(50);
    expect(objects(sent)).toHaveLength(50);
    expect([objects(sent)[0], objects(sent).at(-1)]).toEqual([
      'GetObjectCommand orders-data.json',
      'HeadObjectCommand 499.zip',
    ]);
    expect(atOnceMax()).toBe(50);
  });

  // What a policy of the bucket or of a key forbids since the check.
  test.each(['GetObjectCommand', 'HeadObjectCommand'])('is refused where %s is forbidden since', async (operation) => {
    const { at, verify } = attestedWith(500);
    at.errors[operation] = awsError('AccessDenied', 403);
    expect((await verify()).problems).not.toEqual([]);
    expect(await verify()).not.toHaveProperty('release');
  });

  test('is not taken for what a warm function has read in an earlier run', async () => {
    const { sent, verify } = attestedWith(500);
    await verify();
    sent.length = 0;
    await verify('run-2');
    expect(objects(sent)).toHaveLength(50);
  });
});
