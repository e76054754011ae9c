import { HERE, LOST, NOW, plan } from '../../../test/fixtures';
import { manifestText, signedPlan } from '../../../test/standby';
import type { UnsignedManifest } from '../release';
import type { DriftFinding } from './finding';
import { judgeReleases, type SeenCurrent } from './judge-releases';

const HOUR_MILLISECONDS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.parse(NOW) - hours * HOUR_MILLISECONDS).toISOString();
const text = (region: string, changes: Partial<UnsignedManifest> = {}) => manifestText({ region, ...changes });
const staged = (region: string, current: string | undefined = text(region), earlier: string[] = []): SeenCurrent => ({
  region,
  manifest: { value: { text: current, earlier } },
});
const judged = (...seen: SeenCurrent[]) => judgeReleases(seen, { plan: signedPlan, now: NOW });
const told = ({ findings }: { findings: readonly DriftFinding[] }) =>
  findings.map(({ level, kind, region, because }) => `${level} ${kind} ${region}: ${because}`);

describe('The staged releases', () => {
  test('are in sync while every Region holds the same one', () => {
    const { findings, manifests } = judged(staged(LOST), staged(HERE));
    expect(findings).toEqual([]);
    expect([...manifests.keys()]).toEqual([LOST, HERE]);
  });

  test.each<[string, SeenCurrent, string]>([
    [
      'missing',
      { region: HERE, manifest: { value: { text: undefined, earlier: [] } } },
      `no release is staged in ${HERE}`,
    ],
    ['no JSON', staged(HERE, 'hello'), 'the manifest is not JSON'],
    ['changed after it was signed', staged(HERE, text(HERE).replace('c0ffee', 'c0ffe0')), 'does not hold'],
    ['of another Region', staged(HERE, text(LOST)), `it was staged for ${LOST}, not for ${HERE}`],
    ['of another plan', staged(HERE, text(HERE, { plan: 'billing' })), 'a release of billing'],
    ['without one of its stacks', staged(HERE, text(HERE, { stacks: [] })), 'it lacks the stacks'],
  ])('have drifted where one is %s, and that one is no release', (_, seen, because) => {
    const result = judged(staged(LOST), seen);
    expect(told(result)).toEqual([expect.stringMatching(`^drift release ${HERE}: `)]);
    expect(told(result).join()).toContain(because);
    expect([...result.manifests.keys()]).toEqual([LOST]);
  });

  test('have drifted where somebody else has signed', () => {
    const result = judgeReleases([staged(HERE)], { plan, now: NOW });
    expect(told(result).join()).toContain('which the plan does not pin');
  });

  test('have drifted where an older one was put back', () => {
    const younger = text(HERE, { createdAt: hoursAgo(1), release: 'r-aaaa' });
    const older = text(HERE, { createdAt: hoursAgo(3) });
    expect(told(judged(staged(HERE, older, [younger])))).toEqual([
      expect.stringMatching(`^drift release ${HERE}: .*the manifest was rolled back`),
    ]);
    expect(told(judged(staged(HERE, younger, [older])))).toEqual([]);
  });

  test('are unknown, and not in sync, where a Region does not answer', () => {
    const result = judged(staged(LOST), { region: HERE, manifest: { unknown: 's3:GetObject failed: TimeoutError' } });
    expect(told(result)).toEqual([
      `unknown release ${HERE}: the release of ${HERE}: s3:GetObject failed: TimeoutError`,
    ]);
  });

  test.each<[string, Partial<UnsignedManifest>]>([
    ['another release', { release: 'r-aaaa' }],
    ['the same release of another time', { createdAt: hoursAgo(3) }],
    ['another release of another time', { release: 'r-aaaa', createdAt: hoursAgo(3) }],
  ])('have drifted where a Region holds %s than the newest', (_, changes) => {
    const [first] = told(judged(staged(LOST), staged(HERE, text(HERE, changes))));
    expect(first).toMatch(new RegExp(`^drift release ${HERE}: ${HERE} holds release .*, and ${LOST} holds r-3f2a1b`));
  });

  test.each<[string, number, string | undefined]>([
    ['young just below 80 %', 134.3, undefined],
    ['a warning from 80 %', 134.4, 'warning'],
    ['a warning as long as the plan allows', 168, 'warning'],
    ['drift beyond', 168.01, 'drift'],
  ])('are %s of the age that the plan allows', (_, hours, level) => {
    const { findings, manifests } = judged(staged(HERE, text(HERE, { createdAt: hoursAgo(hours) })));
    expect(findings.map((finding) => `${finding.level} ${finding.kind}`)).toEqual(level ? [`${level} age`] : []);
    expect(manifests.size).toBe(1);
  });

  test.each([140, 200])('are told alike an hour later, %d h old', (hours) => {
    const seen = [staged(HERE, text(HERE, { createdAt: hoursAgo(hours) }))];
    const later = { plan: signedPlan, now: hoursAgo(-1) };
    expect(judgeReleases(seen, later).findings).toEqual(judged(...seen).findings);
  });
});
