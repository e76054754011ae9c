import { sha256 } from '../../../lib/domain/canonical-json';
import { NOW } from '../../../test/fixtures';
import { releaseStack } from '../../../test/stack-world';
import { awsError, manifest, type Standby } from '../../../test/standby';
import {
  ALTERED,
  altered,
  checked,
  checking,
  nameOf,
  obsolete,
  planOf,
  readiness,
  stackNames,
  standing,
  switching,
} from '../../../test/standing-stacks';
import { STACKS_PATIENCE_SECONDS } from './judge-stacks';
import { checkReadiness, stacksSeconds } from './step';

describe('CheckReadiness, of a release of which every stack stands,', () => {
  test('compares the templates of 20 where users wait', async () => {
    const { look, calls } = readiness(standing(20), 20);
    const decision = await look();
    expect(decision).toMatchObject({ kind: 'done', because: expect.not.stringContaining('templates') });
    expect(calls.GetTemplateCommand).toBe(20);
  });

  test('leaves those of more to deploy-stacks while a check is fresh, says so, and judges all by one list', async () => {
    const { look, calls } = readiness(checked(standing(21)), 21);
    expect(await look()).toMatchObject({
      kind: 'done',
      because: expect.stringContaining(
        'deploy-stacks compares the templates of stacks that stand: 21, which nobody has',
      ),
    });
    expect(calls).toEqual({ list: 1 });
  });

  test('compares those of as many as before where no check is fresh, and refuses what another one made', async () => {
    const { look } = readiness(altered(standing(21)), 21);
    expect(await look()).toMatchObject({ kind: 'refuse', because: expect.stringContaining(ALTERED) });
  });

  test('compares what somebody has updated since the check, and nothing else', async () => {
    const at = altered(checked(standing(21)));
    Object.assign(at.stacks[nameOf(7)] ?? {}, { LastUpdatedTime: new Date(NOW) });
    const { look, calls } = readiness(at, 21);
    expect(await look()).toMatchObject({ kind: 'refuse', because: expect.stringContaining(ALTERED) });
    expect(calls).toEqual({ list: 1, GetTemplateCommand: 1 });
  });

  test.each<[string, (stack: NonNullable<Standby['stacks'][string]>) => object, string]>([
    ["is a stranger's", () => ({ Tags: [] }), 'was made by somebody else'],
    ['is stuck', () => ({ StackStatus: 'UPDATE_ROLLBACK_FAILED' }), 'is UPDATE_ROLLBACK_FAILED'],
    ['has a parameter that the release does not give', () => ({ Parameters: [] }), 'its parameter Size has no value'],
  ])('refuses the takeover all the same when one of them %s', async (_, change, sentence) => {
    const at = standing(21);
    const [name = ''] = stackNames(21);
    const sized = releaseStack(name, { parameters: { live: { Size: 'small' }, drill: {} } });
    const text = '{"Parameters":{"Size":{"Type":"String"}}}';
    const signed = { ...sized, template: { ...sized.template, sha256: sha256(text) } };
    manifest({
      stacks: [
        signed,
        ...stackNames(21)
          .slice(1)
          .map((other) => releaseStack(other)),
      ],
    })(at);
    at.objects[`${name}.json`] = { text, versionId: `v-${name}` };
    const stack = at.stacks[nameOf(0)] ?? {};
    const Parameters = [{ ParameterKey: 'Size', ParameterValue: 'small' }];
    at.stacks[nameOf(0)] = { ...stack, Parameters, ...change(stack) };
    const decision = await readiness(checked(at), 21).look();
    expect(decision).toMatchObject({ kind: 'refuse', because: expect.stringContaining(sentence) });
  });

  test('compares every template in a check, look after look, however long that takes', async () => {
    const at = standing(200);
    const { look, calls } = readiness(at, 200, checking);
    let decision = await look();
    for (let looks = 1; decision.kind === 'wait' && looks < 20; looks += 1) {
      expect(decision.because).toMatch(/\d+ of 200 stacks were not looked at yet: the next look goes on/);
      at.now += checkReadiness.lookAgainSeconds * 1000;
      decision = await look();
    }
    expect(decision.kind).toBe('done');
    expect(calls.GetTemplateCommand).toBe(200);
    expect(at.now - Date.parse(NOW)).toBeLessThan(stacksSeconds(planOf(200)) * 1000);
  });

  test('never goes on in a switchover while stacks are not looked at, and refuses at last', async () => {
    const at = obsolete(standing(200), 'CREATE_FAILED');
    const { look, secondsOf } = readiness(at, 200, { ...switching, elapsedSeconds: STACKS_PATIENCE_SECONDS });
    secondsOf.GetTemplateCommand = 2;
    expect(await look()).toMatchObject({
      kind: 'wait',
      because: expect.stringContaining('190 of 200 stacks were not looked at yet'),
    });
    const last = readiness(at, 200, { ...switching, elapsedSeconds: stacksSeconds(planOf(200)) });
    expect(await last.look()).toMatchObject({
      kind: 'refuse',
      because: expect.stringMatching(/not ready within 130 s: \d+ of 200 stacks were not looked at yet/),
    });
  });

  test('nor while CloudFormation shows its list and turns away what is asked of each', async () => {
    const at = obsolete(standing(200), 'CREATE_FAILED');
    at.errors.GetTemplateCommand = awsError('Throttling', 400);
    const because = expect.stringContaining('200 of 200 stacks were not looked at yet: Throttling');
    const looked = (elapsedSeconds: number) => readiness(at, 200, { ...switching, elapsedSeconds }).look();
    expect(await looked(STACKS_PATIENCE_SECONDS)).toMatchObject({ kind: 'wait', because });
    expect(await looked(130)).toMatchObject({ kind: 'refuse', because });
  });

  test('asks about stacks for its 10 s however long the list before took', async () => {
    const { look, secondsOf } = readiness(standing(30), 30, checking);
    Object.assign(secondsOf, { list: 20 });
    expect(await look()).toMatchObject({ kind: 'done' });
  });

  test('gets on though the list alone takes longer than a look may', async () => {
    const { look, secondsOf, calls } = readiness(standing(30), 30, checking);
    Object.assign(secondsOf, { list: 20, GetTemplateCommand: 5 });
    expect(await look()).toMatchObject({ because: expect.stringContaining('20 of 30 stacks') });
    expect(await look()).toMatchObject({ because: expect.stringContaining('10 of 30 stacks') });
    expect(await look()).toMatchObject({ kind: 'done' });
    expect(calls).toMatchObject({ list: 3, GetTemplateCommand: 30 });
  });
});

test('stacks are looked at for as long as everything else up to 120 of them, and then longer', () => {
  expect([2, 120, 121, 1000].map((count) => stacksSeconds(planOf(count)))).toEqual([90, 90, 91, 530]);
});
