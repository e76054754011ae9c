import { HERE, LOST, NOW } from '../../../test/fixtures';
import { NOON, openDivergence, seenRegion, seenRun, seenWorld } from '../../../test/mission-control-world';
import type { Lock } from '../../domain/lock';
import { ACTIONS, chosen, type Hands, offersOf } from './actions';
import type { Seen } from './seen';

const refusal = (seen: Seen, id: string, target = '') => {
  const choice = chosen(seen, { id, target });
  return choice.kind === 'allowed' ? 'allowed' : choice.because;
};
const withRegions = (lead: Parameters<typeof seenRegion>[1], standby: Parameters<typeof seenRegion>[1] = {}) =>
  seenWorld({ regions: [seenRegion(LOST, lead), seenRegion(HERE, standby)] });

const takenOver = (state: 'on' | 'off' = 'on') => ({
  ...withRegions({}, { automation: { state, acknowledgedRun: undefined } }),
  databases: seenWorld().databases.map((database) => ({ ...database, writer: HERE })),
});
const running = seenRun('failover');
const approval = {
  ...{ runId: running.arn, planSha256: 'x', epoch: 101, persons: 1, because: 'asked' },
  facts: { loss: [], signals: [], canaries: [], at: NOW },
  ...{ askedAt: NOW, expiresAt: '2026-11-21T13:00:00.000Z', toldAt: [], version: 1, answers: [] },
};
const asking = seenWorld({ runs: [{ ...running, approval }] });

test('every action says in whole sentences what it does, and every refusal why', () => {
  for (const seen of [seenWorld(), asking, withRegions({ isLost: true, isSick: true }, { isLinkCut: true })]) {
    for (const { label, sentence, refusedBecause = 'well' } of offersOf(seen)) {
      expect(sentence).toMatch(/^[A-Z].{30,}\.$/);
      expect(label).toMatch(/^[A-Z]/);
      expect(refusedBecause).toMatch(/^[^.]{3,}$/);
    }
  }
});

test('the loss of the active Region promises a takeover only while automatic runs are on', () => {
  const lossIn = (seen: Seen) => offersOf(seen).find(({ id, target }) => id === 'lose-region' && target === LOST);
  expect(lossIn(seenWorld())?.sentence).toContain('a takeover by itself');
  const off = withRegions({}, { automation: { state: 'off', acknowledgedRun: undefined } });
  expect(lossIn(off)?.sentence).toContain('automatic runs are off');
});

test('only what removes a whole world is asked for once more', () => {
  const asking = offersOf(seenWorld()).filter(({ confirm }) => confirm !== undefined);
  expect(asking.map(({ id }) => id)).toEqual(['new-world', 'new-world-asks']);
});

test('ids are spelt once', () => {
  const ids = ACTIONS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('an action that is not in the table is unknown, and so is a target that is not in the world', () => {
  const seen = seenWorld();
  expect(chosen(seen, { id: 'format-disk', target: '' }).kind).toBe('unknown');
  expect(chosen(seen, { id: 'lose-region', target: 'eu-west-1' }).kind).toBe('unknown');
  expect(chosen(seen, { id: 'start', target: `${HERE} retire` }).kind).toBe('unknown');
  expect(chosen(seen, { id: 'abort', target: running.arn }).kind).toBe('unknown');
  expect(chosen(seen, { id: 'constructor', target: '' }).kind).toBe('unknown');
});

test.each<[string, Seen, [id: string, target?: string], string]>([
  ['a Region that stands can be lost', seenWorld(), ['lose-region', LOST], 'allowed'],
  ['none is lost twice', withRegions({ isLost: true }), ['lose-region', LOST], 'is lost already'],
  ['the last one is not lost', withRegions({ isLost: true }), ['lose-region', HERE], 'last Region'],
  ['only what is lost comes back', seenWorld(), ['return-region', LOST], 'is not lost'],
  ['what is lost comes back', withRegions({ isLost: true }), ['return-region', LOST], 'allowed'],
  ['no line leads to the writer', seenWorld(), ['cut-link', LOST], 'holds the writer'],
  ['the line to a reader can be cut', seenWorld(), ['cut-link', HERE], 'allowed'],
  ['and not twice', withRegions({}, { isLinkCut: true }), ['cut-link', HERE], 'cut already'],
  ['nor to what is lost', withRegions({}, { isLost: true }), ['cut-link', HERE], 'is lost'],
  ['only a cut line is mended', seenWorld(), ['heal-link', HERE], 'whole'],
  ['a cut line is mended', withRegions({}, { isLinkCut: true }), ['heal-link', HERE], 'allowed'],
  ['a Region can be made unhealthy', seenWorld(), ['sicken', HERE], 'allowed'],
  ['and not twice', withRegions({ isSick: true }), ['sicken', LOST], 'already'],
  ['only the sick are cured', seenWorld(), ['cure', LOST], 'healthy'],
  ['the sick are cured', withRegions({ isSick: true }), ['cure', LOST], 'allowed'],
  ['Route 53 goes down once', seenWorld({ isRoute53Down: true }), ['lose-route53'], 'already'],
  ['and comes back once', seenWorld(), ['return-route53'], 'answers'],
  ['a verb starts in the standby', seenWorld(), ['start', `${HERE} switchover`], 'allowed'],
  ['not where it is active', seenWorld(), ['start', `${LOST} switchover`], 'is active'],
  ['nobody goes home before it is settled', takenOver(), ['start', `${LOST} switchover`], 'not settled yet'],
  ['what settles by itself is on for that', takenOver('off'), ['start', `${LOST} switchover`], 'switch them on'],
  ['what serves is settled where it serves', seenWorld(), ['start', `${LOST} settle`], 'allowed'],
  ['and nowhere else', seenWorld(), ['start', `${HERE} settle`], 'for the active Region'],
  ['but a check may', seenWorld(), ['start', `${LOST} check`], 'allowed'],
  ['not in a lost Region', withRegions({}, { isLost: true }), ['start', `${HERE} drill`], 'is lost'],
  ['not beside its like', seenWorld({ runs: [running] }), ['start', `${HERE} failover`], 'goes on'],
  ['a run can be aborted', seenWorld({ runs: [running] }), ['abort', running.arn], 'allowed'],
  ['who is asked may approve', asking, ['approve', running.arn], 'allowed'],
  ['or decline', asking, ['decline', running.arn], 'allowed'],
  ['what is on can be switched off', seenWorld(), ['automation-off'], 'allowed'],
  ['what is on is not switched on', seenWorld(), ['automation-on'], 'on in every Region'],
  ['nothing diverged is acknowledged', seenWorld(), ['acknowledge-divergence', LOST], 'nothing behind'],
  ['what diverged is', withRegions({ divergence: openDivergence }), ['acknowledge-divergence', LOST], 'allowed'],
  [
    'not of a lost Region',
    withRegions({ divergence: openDivergence, isLost: true }),
    ['acknowledge-divergence', LOST],
    'bring it back',
  ],
  ['a new world can always be had', withRegions({ isLost: true }), ['new-world'], 'allowed'],
])('%s', (_, seen, [id, target], expected) => {
  expect(refusal(seen, id, target)).toContain(expected);
});

test('a run is acknowledged while its change holds others back, and not after', () => {
  const lock: Lock = {
    owner: running.arn,
    verb: 'failover',
    state: 'free',
    epoch: 101,
    version: 3,
    since: NOW,
    quietAt: NOW,
    lastChange: { id: running.arn, endedAt: NOW },
  };
  const held = withRegions({}, { lock });
  expect(refusal(held, 'acknowledge', running.arn)).toBe('allowed');
  const automation = { state: 'on', acknowledgedRun: running.arn } as const;
  expect(chosen(withRegions({}, { lock, automation }), { id: 'acknowledge', target: running.arn }).kind).toBe(
    'unknown',
  );
});

describe('performing', () => {
  /** Hands that write down what they are told to do. */
  function recorded() {
    const calls: string[] = [];
    const note =
      (name: string) =>
      (...args: unknown[]) => {
        calls.push([name, ...args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg)))].join(' '));
        return Promise.resolve({ code: 0, out: 'said\n', err: '' });
      };
    const all = (prefix: string) => new Proxy({}, { get: (_, name) => note(`${prefix}.${String(name)}`) });
    const hands = { play: { stage: all('stage') }, mischief: all('mischief'), renew: note('renew') };
    return { calls, hands: hands as unknown as Hands };
  }

  test.each([
    ['lose-region', LOST, `stage.loseRegion ${LOST}`],
    ['return-region', LOST, `stage.regionReturns ${LOST}`],
    ['cut-link', HERE, `mischief.cutLink ${HERE}`],
    ['heal-link', HERE, `mischief.healLink ${HERE}`],
    ['sicken', LOST, `mischief.sicken ${LOST}`],
    ['cure', LOST, `mischief.cure ${LOST}`],
    ['lose-route53', '', 'mischief.loseRoute53 true'],
    ['return-route53', '', 'mischief.loseRoute53 false'],
    ['start', `${HERE} drill`, `stage.starts ${HERE} {"reason":"started in mission control"} drill`],
    ['abort', running.arn, `stage.aborts ${running.arn}`],
    ['approve', running.arn, `stage.understudy you approve ${running.arn} --because decided in mission control`],
    ['decline', running.arn, `stage.understudy you decline ${running.arn} --because decided in mission control`],
    ['automation-off', '', 'stage.understudy you automation off --because decided in mission control'],
    ['automation-on', '', 'stage.understudy you automation on --because decided in mission control'],
    [
      'acknowledge',
      running.arn,
      `stage.understudy you acknowledge ${running.arn} --because decided in mission control`,
    ],
    [
      ...(['acknowledge-divergence', LOST] as const),
      `stage.understudy you acknowledge-divergence --region ${LOST} --because decided in mission control`,
    ],
    ['new-world', '', 'renew'],
    ['new-world-asks', '', 'renew prepare'],
  ])('%s does what a scenario would do', async (id, target, expected) => {
    const { calls, hands } = recorded();
    const done = await ACTIONS.find((action) => action.id === id)?.perform(hands, target);
    expect(calls).toEqual([expected]);
    expect(done?.ok).toBe(true);
  });

  test('no action is left out of the table above', () => {
    expect(ACTIONS).toHaveLength(18);
    expect(NOON).toBeGreaterThan(0);
  });
});
