import type { RunDocument } from '../../../lib/domain/run';
import { document, EPOCH, HERE, inputFor, LOST, NOW, plan, RUN_ID } from '../../../test/fixtures';
import type { Claim } from '../../edge/claim-table';
import { decide, PROOF_AGE_SECONDS_MAX } from './decide';
import type { Seen } from './seen';
import { shiftTraffic } from './step';

const ours: Claim = { epoch: EPOCH, runId: RUN_ID, at: NOW };
const earlier: Claim = { epoch: 1, runId: 'an earlier run', at: NOW };
/** Records that listen to this Region. */
const heard: Seen['way'] = {
  strategy: 'health-signal',
  settlement: { epoch: 0, serial: 1, active: LOST, attached: plan.regions },
  claims: [{ region: LOST, epoch: undefined }],
};

const passed = plan.canaries.map(({ name }) => ({ name, passes: 3, latencyMilliseconds: 40 }));
const provenAt = (at: string): RunDocument => ({
  ...document,
  runCanaries: {
    status: 'done',
    looks: 1,
    because: 'so',
    firstLookAt: at,
    lookAgainSeconds: 0,
    said: [{ at, because: 'so' }],
  },
});

const input = ({ writerRegion = HERE, canaries = passed, ageSeconds = 0 } = {}) =>
  inputFor(shiftTraffic, {
    promoteDatabase: { writerRegion },
    runCanaries: { canaries },
    document: provenAt(new Date(Date.parse(NOW) - ageSeconds * 1000).toISOString()),
  });

describe('ShiftTraffic decides', () => {
  test.each<[string, Claim | undefined, Parameters<typeof input>[0], string]>([
    ['to claim when nothing was ever claimed', undefined, {}, 'act'],
    ['to claim above an earlier claim', earlier, {}, 'act'],
    ['to claim above a claim of its own under a lower epoch', { ...ours, epoch: EPOCH - 1 }, {}, 'act'],
    ['that it is done once it has claimed', ours, {}, 'done'],
    ['that it is done although its proof is old by now', ours, { ageSeconds: 5000 }, 'done'],
    ['to stop at the same epoch of another run', { ...ours, runId: 'another run' }, {}, 'refuse'],
    ['to stop at a higher claim of another run', { ...earlier, epoch: EPOCH + 1 }, {}, 'refuse'],
    ['to refuse while the writer is elsewhere', undefined, { writerRegion: LOST }, 'refuse'],
    ['to refuse when one canary never passed', undefined, { canaries: passed.slice(0, 1) }, 'refuse'],
    ['to claim on a proof of exactly the allowed age', undefined, { ageSeconds: PROOF_AGE_SECONDS_MAX }, 'act'],
    // F-85
    ['to refuse a proof one second older', undefined, { ageSeconds: PROOF_AGE_SECONDS_MAX + 1 }, 'refuse'],
  ])('%s', (_, claim, known, kind) => {
    const way = claim?.runId === RUN_ID && claim.epoch === EPOCH ? heard : undefined;
    expect(decide({ claim, way }, input(known)).kind).toBe(kind);
  });

  test('and names the canary that never passed', () => {
    expect(decide({ claim: undefined }, input({ canaries: passed.slice(0, 1) })).because).toContain('place-order');
  });

  test('to change no record on a proof that grew old after the claim', () => {
    const isOn = { outcome: 'read', value: { [LOST]: true, [HERE]: false } } as const;
    const way = { strategy: 'routing-control', isOn } as const;
    expect(decide({ claim: ours, way }, input({ ageSeconds: PROOF_AGE_SECONDS_MAX })).kind).toBe('act');
    expect(decide({ claim: ours, way }, input({ ageSeconds: PROOF_AGE_SECONDS_MAX + 1 })).kind).toBe('refuse');
  });
});
