import { generateKeyPairSync } from 'node:crypto';
import { HERE, NOW, plan, planWith } from '../../../test/fixtures';
import {
  ageProblem,
  type ManifestContext,
  manifestProblems,
  orderProblem,
  type ReleaseManifest,
  type ReleaseStack,
  readManifest,
  signManifest,
  type UnsignedManifest,
} from '.';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519').privateKey;
const pinned = planWith({
  release: { ...plan.release, publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64') },
});

const stack = (name: string, dependsOn: string[] = []): ReleaseStack => ({
  name,
  template: { key: `${name}.json`, versionId: 'v1', sha256: 'a'.repeat(64), sourceSha256: 'b'.repeat(64) },
  dependsOn,
  parameters: { live: {}, drill: {} },
  capabilities: [],
  outputs: [],
});

const hoursBefore = (hours: number) => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString();
const unsigned: UnsignedManifest = {
  release: 'r-3f2a1b',
  plan: 'orders',
  commit: 'c0ffee',
  createdAt: hoursBefore(1),
  region: HERE,
  stacks: [stack('orders-data'), stack('orders-web', ['orders-data'])],
  assets: [],
};

const read = (manifest: unknown) => readManifest(JSON.stringify(manifest), { plan: pinned, region: HERE, now: NOW });
const problemsOf = (manifest: unknown) => {
  const result = read(manifest);
  return 'problems' in result ? result.problems.join('; ') : '';
};
const signed = (changes: Partial<UnsignedManifest> = {}) => signManifest({ ...unsigned, ...changes }, privateKey);

describe('a release manifest', () => {
  test('is accepted when the pinned key signed it for this plan and Region', () => {
    expect(read(signed())).toMatchObject({ manifest: { release: 'r-3f2a1b' } });
  });

  test('does not depend on the order of its keys', () => {
    const { signature, ...rest } = signed();
    expect(problemsOf(Object.fromEntries(Object.entries({ signature, ...rest }).reverse()))).toBe('');
  });

  test.each<[string, () => unknown, string]>([
    ['signed with another key', () => signManifest(unsigned, stranger), 'which the plan does not pin'],
    ['changed in one letter after signing', () => ({ ...signed(), commit: 'c0ffef' }), 'changed after it was signed'],
    [
      'with another template version after signing',
      () => {
        const manifest: ReleaseManifest = structuredClone(signed());
        const [first, ...others] = manifest.stacks;
        return {
          ...manifest,
          stacks: [first && { ...first, template: { ...first.template, versionId: 'v2' } }, ...others],
        };
      },
      'changed after it was signed',
    ],
    ['of another plan', () => signed({ plan: 'billing' }), 'a release of billing'],
    ['staged for another Region', () => signed({ region: 'us-east-1' }), 'staged for us-east-1'],
    ['older than the plan allows', () => signed({ createdAt: hoursBefore(169) }), 'the plan allows 168 h'],
    ['that lacks a stack', () => signed({ stacks: [stack('orders-data')] }), 'lacks the stacks orders-web'],
    [
      'with a stack the plan does not name',
      () => signed({ stacks: [...unsigned.stacks, stack('x')] }),
      'does not name: x',
    ],
    [
      'whose stacks wait for each other',
      () => signed({ stacks: [stack('orders-data', ['orders-web']), stack('orders-web', ['orders-data'])] }),
      'in a circle',
    ],
    [
      'with a digest that is none',
      () => ({
        ...signed(),
        stacks: [{ ...stack('orders-data'), template: { key: 'k', versionId: 'v', sha256: 'xyz', sourceSha256: 'a' } }],
      }),
      '64 lower-case hex digits',
    ],
    [
      'with the version "latest"',
      () => ({
        ...signed(),
        stacks: [{ ...stack('orders-data'), template: { ...stack('a').template, versionId: 'latest' } }],
      }),
      'expected an S3 version id',
    ],
    ['with an unknown key', () => ({ ...signed(), extra: 1 }), 'manifest'],
    ['that is not an object', () => 42, 'manifest'],
  ])('is refused when it is %s', (_, manifest, expected) => {
    expect(problemsOf(manifest())).toContain(expected);
  });

  test('is accepted at exactly the allowed age', () => {
    expect(problemsOf(signed({ createdAt: hoursBefore(168) }))).toBe('');
  });

  test.each([
    ['is accepted 10 min', 10 / 60, ''],
    [
      'is refused more than 10 min',
      10.1 / 60,
      'it was made at 2026-11-21T12:10:06.000Z, which is after 2026-11-21T12:',
    ],
  ])('%s from the future', (_, hours, problem) => {
    const problems = problemsOf(signed({ createdAt: hoursBefore(-hours) }));
    expect(problems.startsWith(problem) && (problem !== '' || problems === '')).toBe(true);
  });

  test('is as old as it was at another time, and no younger than now', () => {
    const judge = (hours: number, agedAt: string) =>
      manifestProblems(signed({ createdAt: hoursBefore(hours) }), { plan: pinned, region: HERE, now: NOW, agedAt });
    expect(judge(169, hoursBefore(1))).toEqual([]);
    expect(judge(-1, hoursBefore(-2))).toEqual([expect.stringContaining('it was made at')]);
  });

  test('is judged by all but its age where that is told', () => {
    const judge = (context: Partial<ManifestContext>) =>
      manifestProblems(signed({ createdAt: hoursBefore(169), plan: 'tea' }), {
        ...{ plan: pinned, region: HERE, now: NOW },
        ...context,
      });
    expect(judge({})).toHaveLength(2);
    expect(judge({ isAgeTold: true })).toEqual(['it is a release of tea, not of orders']);
  });

  test.each([
    ['at the limit', 168, undefined],
    ['above it', 169, 'it is 169 h old, the plan allows 168 h; publish a newer release'],
  ])('is told to be too old %s', (_, hours, problem) => {
    expect(ageProblem({ createdAt: hoursBefore(hours) }, { plan: pinned, now: NOW })).toBe(problem);
    expect(ageProblem({ createdAt: hoursBefore(hours + 2) }, { plan: pinned, now: NOW, agedAt: hoursBefore(2) })).toBe(
      problem,
    );
  });

  test.each([
    [5, 5],
    [6, 6],
    [10_000, 6],
  ])('with %i things that are wrong names five of them, each in one short line', (count, named) => {
    const long = `\u001b[31m${'x'.repeat(10_000)}`;
    const live = Object.fromEntries(Array.from({ length: count }, (_, index) => [`${long}${index}`, 42]));
    const result = read({ ...signed(), stacks: [{ ...stack('a'), parameters: { live, drill: {} } }] });
    const problems = 'problems' in result ? result.problems : [];
    expect(problems).toHaveLength(named);
    expect(problems[5]).toBe(count > 5 ? `and ${count - 5} more` : undefined);
    for (const problem of problems) expect(problem).toMatch(/^\P{C}{1,200}$/u);
  });

  test('is refused when it is not JSON', () => {
    expect(readManifest('{', { plan: pinned, region: HERE, now: NOW })).toEqual({
      problems: ['the manifest is not JSON'],
    });
  });

  test('names an unknown dependency', () => {
    expect(orderProblem([stack('a', ['b'])])).toBe('a depends on b, which is not in the release');
  });
});
