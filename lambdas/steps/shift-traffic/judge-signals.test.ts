import type { Settlement } from '../../../lib/domain/settlement';
import { HERE, inputFor, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import { judgeSignals } from './judge-signals';
import type { SeenSignals } from './seen';
import { shiftTraffic } from './step';

const attached = plan.regions;
const atHome: Settlement = { epoch: 0, serial: 1, active: LOST, attached };
const byThem = (epoch: number | undefined) => [{ region: LOST, epoch }];
const judged = (settlement: Settlement | undefined, claims: SeenSignals['claims'], known = {}) =>
  judgeSignals(
    { strategy: 'health-signal', settlement, claims },
    { epoch: 301, runId: RUN_ID, at: NOW },
    inputFor(shiftTraffic, known),
  );

describe('a claim', () => {
  test.each<[string, Settlement | undefined, SeenSignals['claims'], string]>([
    ['moves users when the other Region has claimed nothing', atHome, byThem(0), 'done'],
    ['moves users unless the other Region, which is dark, has claimed', atHome, byThem(undefined), 'done'],
    ['moves users when the other claims exactly the settled epoch', { ...atHome, epoch: 200 }, byThem(200), 'done'],
    // F-92
    ['moves nobody when the other claims above the settled epoch, at the third move', atHome, byThem(200), 'refuse'],
    ['moves nobody when the records do not listen here', { ...atHome, attached: [LOST] }, byThem(0), 'refuse'],
    ['need move nobody where the records say this Region', { ...atHome, active: HERE }, byThem(200), 'done'],
    ['is judged by verify-traffic where no settlement is answered', undefined, byThem(0), 'done'],
    ['comes too late below an epoch that was settled for another', { ...atHome, epoch: 400 }, byThem(400), 'refuse'],
    [
      'is not too late at an epoch that was settled for this Region',
      { ...atHome, epoch: 400, active: HERE },
      byThem(0),
      'done',
    ],
  ])('%s', (_, settlement, claims, kind) => {
    expect(judged(settlement, claims).kind).toBe(kind);
  });

  test('that moves nobody is told with the command that does', () => {
    expect(judged(atHome, byThem(200)).because).toContain('npx understudy traffic attach --active us-west-2');
  });

  test.each<[string, Settlement, SeenSignals['claims'], boolean]>([
    ['doubts the dark Region, which may have claimed', atHome, byThem(undefined), true],
    ['does not doubt one that was heard', atHome, byThem(0), false],
    [
      'does not doubt it where the records do not listen to it',
      { ...atHome, attached: [HERE] },
      byThem(undefined),
      false,
    ],
    ['does not doubt it where the records say this Region', { ...atHome, active: HERE }, byThem(undefined), false],
  ])('%s', (_, settlement, claims, doubts) => {
    const doubt =
      `; us-east-1 is not heard: if it has claimed above epoch ${settlement.epoch}, this claim moves nobody, and it ` +
      'needs npx understudy traffic attach --active us-west-2';
    const { kind, because } = judged(settlement, claims);
    expect({ kind, doubts: because.endsWith(doubt) }).toEqual({ kind: 'done', doubts });
    expect(because.includes('not heard')).toBe(doubts);
  });

  test('that comes too late is told to have been superseded, and no command is offered', () => {
    const { because } = judged({ ...atHome, epoch: 400 }, byThem(400));
    expect(because).toContain('it was superseded');
    expect(because).not.toContain('attach');
  });

  test('moves nobody among three Regions while one further down by rank has claimed too', () => {
    const three = planWith({ regions: [...plan.regions, 'eu-west-1'] });
    const all = { ...atHome, attached: three.regions };
    const claims = (epoch: number) => [...byThem(0), { region: 'eu-west-1', epoch }];
    expect(judged(all, claims(0), { plan: three }).kind).toBe('done');
    expect(judged(all, claims(202), { plan: three })).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('they answer eu-west-1'),
    });
    const silent = [...byThem(0), { region: 'eu-west-1', epoch: undefined }];
    expect(judged(all, silent, { plan: three }).because).toContain('; eu-west-1 is not heard: if');
  });
});
