import { settlementText } from '../../../lib/domain/settlement';
import { HERE, LOST } from '../../../test/fixtures';
import { decided, type Standby, signedPlan, silent, texts } from '../../../test/standby';
import { PATIENCE_SECONDS } from './decide';

const settled = (attached: readonly string[], active = LOST) =>
  texts(settlementText({ epoch: 7, serial: 2, active, attached }));
const answering = (settlement: Standby['settlement']) => (at: Standby) => Object.assign(at, { settlement });

describe('CheckReadiness refuses when health checks cannot hear a claim', () => {
  test.each([
    ['because nothing was ever settled', texts(), 'the TXT record _understudy.orders.example.com does not exist'],
    [
      'because the record holds something else',
      texts('tea', 'epoch=x'),
      'the TXT record _understudy.orders.example.com holds "tea" and "epoch=x"',
    ],
  ])('%s', async (_, settlement, because) => {
    const decision = await decided(answering(settlement));
    expect(decision.kind).toBe('refuse');
    expect(decision.because).toContain(because);
    expect(decision.because).toContain('run npx understudy traffic attach');
  });

  // F-96
  test('because a name stands in another zone, in which nothing was settled', async () => {
    const [record] = signedPlan.traffic.records;
    const records = record ? [record, { ...record, name: 'orders.example.org' }] : [];
    const plan = { ...signedPlan, traffic: { ...signedPlan.traffic, records } };
    const decision = await decided(answering(settled([LOST, HERE])), { plan });
    expect(decision).toMatchObject({
      kind: 'refuse',
      because: expect.stringContaining('the TXT record _understudy.orders.example.org does not exist'),
    });
    expect(decision.because).not.toContain('_understudy.orders.example.com');
  });

  test.each([
    ['looks again while the name servers are silent', PATIENCE_SECONDS - 1, 'wait'],
    ['no longer than is allowed', PATIENCE_SECONDS, 'refuse'],
  ])('and %s', async (_, elapsedSeconds, kind) => {
    const decision = await decided(answering(silent as Standby['settlement']), { elapsedSeconds });
    expect(decision.kind).toBe(kind);
    expect(decision.because).toContain('no name server answers');
  });
});

test.each([
  ['this Region is attached', settled([LOST, HERE]), false],
  ['this Region is the active one', settled([], HERE), false],
  [
    'one name server still gives the settlement before',
    texts(
      'epoch=1 serial=1 active=us-east-1 attached=us-east-1',
      'epoch=1 serial=2 active=us-east-1 attached=us-west-2',
    ),
    false,
  ],
  ['this Region is not attached', settled([LOST]), true],
])('CheckReadiness is done when %s, and tells whether a claim is heard', async (_, settlement, told) => {
  const decision = await decided(answering(settlement));
  expect(decision.kind).toBe('done');
  expect(decision.because.includes('its claim moves nobody until they are settled again')).toBe(told);
});

test.each(['record-update', 'routing-control'] as const)(
  'CheckReadiness asks for no settlement with strategy %s',
  async (strategy) => {
    const plan = { ...signedPlan, traffic: { ...signedPlan.traffic, strategy } };
    expect((await decided(answering(texts()), { plan })).kind).toBe('done');
  },
);
