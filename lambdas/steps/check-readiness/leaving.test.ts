import type { Plan } from '../../../lib/domain/plan';
import type { Readiness } from '../../../lib/domain/readiness';
import { document, inputFor, LOST, NOW, plan } from '../../../test/fixtures';
import { secondsAgo } from '../../../test/standby';
import type { SeenStack } from '../../edge/release-stacks/seen';
import { leaving } from './leaving';
import { checkReadiness } from './step';

const RELEASE = { versionId: 'v-current', sha256: 'a'.repeat(64) };
const minutesAgo = (minutes: number) => secondsAgo(minutes * 60).toISOString();
const CHECK: Readiness = {
  ...{ at: minutesAgo(30), runId: 'check', problems: [], planSha256: document.run.planSha256, activeRegion: LOST },
  verified: { at: minutesAgo(30), ...RELEASE },
};

interface Given {
  readonly stacks?: number;
  readonly elapsedSeconds?: number;
  /** @default it was made half an hour ago and found all in order */
  readonly check?: Partial<Readiness> | 'none';
  readonly plan?: Partial<Plan>;
  readonly updatedAt?: string;
  readonly context?: object;
}

const FAILOVER = { confirmOutage: { lostRegion: LOST, signals: [] } };

/** What is left of a stack that stands, in a failover. */
function leftOf({ stacks = 21, elapsedSeconds = 0, check = {}, updatedAt, context = FAILOVER, ...given }: Given) {
  const names = Array.from({ length: stacks }, (_, n) => `s${n}`);
  const planned = { ...plan, release: { ...plan.release, stacks: names }, ...given.plan };
  const input = inputFor(checkReadiness, { plan: planned, elapsedSeconds, now: NOW, ...context });
  const readiness = check === 'none' ? undefined : { ...CHECK, ...check };
  const seen = { stack: 's0', ...(updatedAt && { updatedAt }) } as SeenStack;
  return leaving({ readiness, release: RELEASE }, input)(seen, 'compared');
}

describe('The template of a stack that stands is left to deploy-stacks', () => {
  test.each<[string, Given]>([
    ['of 21 stacks', {}],
    ['of 1,000', { stacks: 1000 }],
    ['of one that could not be read within seconds', { stacks: 1, elapsedSeconds: 5 }],
    ['while the check is 2 h old', { check: { verified: { at: minutesAgo(120), ...RELEASE } } }],
    ['of a stack that was updated before the check', { updatedAt: minutesAgo(32) }],
    [
      'where no database tells which Region is active, and none is promoted',
      { plan: { databases: [] }, check: { activeRegion: undefined } },
    ],
  ])('%s', (_, given) => {
    expect(leftOf(given)).toBe('unchanged');
  });
});

describe('The template of a stack that stands is read', () => {
  test.each<[string, Given]>([
    ['of 20 stacks, which takes less than 4 s', { stacks: 20 }],
    ['where no check was made', { check: 'none' }],
    ['where the check has verified nothing', { check: { verified: undefined } }],
    ['where the check is older than 2 h', { check: { verified: { at: minutesAgo(121), ...RELEASE } } }],
    ['of a release that came since the check', { check: { verified: { ...RELEASE, at: NOW, versionId: 'v' } } }],
    ['of other bytes under that version', { check: { verified: { ...RELEASE, at: NOW, sha256: '0' } } }],
    ['where the check was made by another plan', { check: { planSha256: 'other' } }],
    ['where this Region was active then', { check: { activeRegion: undefined } }],
    ['of a stack that was updated since the check', { updatedAt: minutesAgo(29) }],
    ['of one that was updated so short before that clocks may differ', { updatedAt: minutesAgo(31) }],
    ['of one of which nobody knows when it was updated', { updatedAt: 'yesterday' }],
    ['in a switchover', { context: { confirmActive: { activeRegion: LOST, signals: [] } } }],
    ['in a check', { context: {} }],
  ])('%s', (_, given) => {
    expect(leftOf(given)).toBeUndefined();
  });
});
