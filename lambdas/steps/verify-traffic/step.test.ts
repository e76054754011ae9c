import type { Plan } from '../../../lib/domain/plan';
import { HERE, inputFor, LOST, plan, planWith } from '../../../test/fixtures';
import type { NameAnswer, Question, ZoneDns } from '../../edge/dns';
import { CLAIM_HEARD_SECONDS_MAX, decide, type SeenRecord } from './decide';
import { records } from './records';
import { verifyTraffic } from './step';

const answered = (...addresses: string[]): NameAnswer => ({
  outcome: 'answered',
  addresses,
  ttlSeconds: 60,
  silent: [],
});
const unreachable: NameAnswer = { outcome: 'unreachable', because: 'orders.example.com: no name server answers' };

const OURS = ['52.2.0.1', '52.2.0.2'];
const record = (answer: NameAnswer, expected = answered(...OURS), lost = answered('52.1.0.1')): SeenRecord => ({
  name: 'orders.example.com',
  type: 'A',
  answer,
  expected,
  elsewhere: [{ region: LOST, answer: lost }],
});

const decided = (...seen: SeenRecord[]) => decide(seen, inputFor(verifyTraffic));
const decidedAfter = (elapsedSeconds: number, changes: Partial<Plan> = {}) =>
  decide([record(answered('52.1.0.1'))], inputFor(verifyTraffic, { plan: planWith(changes), elapsedSeconds }));

describe('VerifyTraffic decides', () => {
  test.each<[string, SeenRecord, string]>([
    ['that users are here when every address is ours', record(answered(...OURS)), 'done'],
    ['that some of our addresses are enough', record(answered('52.2.0.2')), 'done'],
    [
      'that users are here when ours are answered beside some that our own name did not give now',
      record(answered('52.2.0.2', '52.2.0.9')),
      'done',
    ],
    ['to wait while only addresses are answered that nobody owns', record(answered('52.2.0.9')), 'wait'],
    [
      'that only our addresses prove it while the lost Region cannot be asked',
      record(answered('52.2.0.1'), answered(...OURS), unreachable),
      'done',
    ],
    [
      'to wait for an unknown address while the lost Region cannot be asked',
      record(answered('52.2.0.1', '52.2.0.9'), answered(...OURS), unreachable),
      'wait',
    ],
    [
      'that an address which both Regions share is ours',
      record(answered('52.2.0.1'), answered(...OURS), answered('52.2.0.1')),
      'done',
    ],
    ["to wait while the lost Region's address is answered", record(answered('52.1.0.1')), 'wait'],
    // F-89
    ['to wait while one server still gives an old address', record(answered('52.2.0.1', '52.1.0.1')), 'wait'],
    ['to wait while nothing is answered', record(answered()), 'wait'],
    ['to wait while our own name has no address', record(answered('52.2.0.1'), answered()), 'wait'],
    ['to wait when no server can be asked', record(unreachable), 'wait'],
    ['to wait when our own name cannot be asked', record(answered(...OURS), unreachable), 'wait'],
  ])('%s', (_, seen, kind) => {
    expect(decided(seen).kind).toBe(kind);
  });

  test('to wait until the last record has arrived', () => {
    expect(decided(record(answered(...OURS)), record(answered('52.1.0.1'))).kind).toBe('wait');
  });

  test('and says what is answered and what is expected', () => {
    expect(decided(record(answered('52.1.0.1'))).because).toBe(
      'orders.example.com A is answered with 52.1.0.1, expected 52.2.0.1 and 52.2.0.2 (us-west-2) and none of us-east-1',
    );
  });

  test('to wait while one server still answers with a third Region', () => {
    const third = { region: 'eu-west-1', answer: answered('52.3.0.1') };
    const seen = record(answered('52.2.0.1', '52.3.0.1'));
    expect(decided({ ...seen, elsewhere: [...seen.elsewhere, third] }).because).toContain('us-east-1 and eu-west-1');
  });

  test('and names the manual way once the claim must have been heard', () => {
    const command = 'npx understudy traffic attach --active us-west-2';
    expect(decidedAfter(CLAIM_HEARD_SECONDS_MAX - 1).because).not.toContain(command);
    expect(decidedAfter(CLAIM_HEARD_SECONDS_MAX).because).toContain(command);
  });

  test('and names no claim where another strategy moves users', () => {
    const traffic = { ...plan.traffic, strategy: 'record-update' as const };
    expect(decidedAfter(CLAIM_HEARD_SECONDS_MAX, { traffic }).because).not.toContain('attach');
  });

  // F-91
  test('and tells how long resolvers may hold the old answer', () => {
    expect(decided(record(answered(...OURS)))).toEqual({
      kind: 'done',
      output: { records: [{ name: 'orders.example.com', addresses: OURS, ttlSeconds: 60 }] },
      because:
        "the zone's name servers answer orders.example.com with us-west-2; resolvers may hold the old answer for up to 60 s",
    });
  });

  test('and names a server that was not heard from', () => {
    const answer = { ...answered(...OURS), silent: ['ns-1.awsdns-01.com (ETIMEOUT)'] };
    expect(decided(record(answer)).because).toContain('not heard from: ns-1.awsdns-01.com (ETIMEOUT)');
  });
});

test("VerifyTraffic asks for each public name and every Region's own, by the record's type", async () => {
  const asked: Question[] = [];
  const dns: ZoneDns = {
    texts: async () => [],
    ask: async (questions) => {
      asked.push(...questions);
      return questions.map(({ name }) => answered(name.includes(HERE) ? '52.2.0.1' : '52.1.0.1'));
    },
  };
  const { name, perRegion } = { name: 'orders.example.com', perRegion: '{region}.orders.example.com' };
  const both = planWith({ traffic: { ...plan.traffic, records: [{ name, type: 'AAAA', perRegion }] } });
  expect(await records({ dns }).look(inputFor(verifyTraffic, { plan: both }))).toEqual([
    {
      name,
      type: 'AAAA',
      answer: answered('52.1.0.1'),
      expected: answered('52.2.0.1'),
      elsewhere: [{ region: LOST, answer: answered('52.1.0.1') }],
    },
  ]);
  expect(asked.map((question) => question.name)).toContain(`${LOST}.orders.example.com`);
  expect(asked.every(({ type }) => type === 'AAAA')).toBe(true);
});
