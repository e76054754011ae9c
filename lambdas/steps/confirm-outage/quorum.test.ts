import type { RegionJudgement } from '../../../lib/domain/probe';
import { doubtAbout, type Signals, sentencesOf } from './quorum';

type Verdict = RegionJudgement['verdict'];
const VERDICTS = ['down', 'alive', 'unknown'] as const;
const saying = (verdict: Verdict): RegionJudgement => ({ verdict, because: verdict });

interface Case {
  probes: Verdict;
  alarm: Verdict;
  witness: Verdict | 'none';
  replication: Verdict;
}

const signalsOf = ({ probes, alarm, witness, replication }: Case): Signals => ({
  probes: saying(probes),
  alarm: saying(alarm),
  ...(witness !== 'none' && { witness: saying(witness) }),
  replication: [saying(replication)],
});

const CASES = VERDICTS.flatMap((probes) =>
  VERDICTS.flatMap((alarm) =>
    ([...VERDICTS, 'none'] as const).flatMap((witness) =>
      VERDICTS.map((replication): Case => ({ probes, alarm, witness, replication })),
    ),
  ),
);

const confirmed = (automatic: boolean) =>
  CASES.filter((one) => doubtAbout(signalsOf(one), automatic) === undefined).map(
    ({ probes, alarm, witness, replication }) => `${probes} ${alarm} ${witness} ${replication}`,
  );

test('An automatic run is confirmed by probes, alarm, witness and replication in exactly these cases', () => {
  expect(confirmed(true).sort()).toEqual([
    'down down down alive',
    'down down down down',
    'down down down unknown',
    'down down none alive',
    'down down none down',
    'down down none unknown',
    'down down unknown down',
    'down down unknown unknown',
  ]);
});

test("A person's run is confirmed by probes alone", () => {
  expect(confirmed(false)).toEqual(
    CASES.filter(({ probes }) => probes === 'down').map(
      ({ probes, alarm, witness, replication }) => `${probes} ${alarm} ${witness} ${replication}`,
    ),
  );
});

test.each<[string, Verdict[], boolean]>([
  ['one of two databases still gets data', ['down', 'alive'], true],
  ['one is silent and nothing is known of the other', ['unknown', 'down'], false],
  ['there is no database', [], false],
])('While the witness cannot be heard, replication stands against the outage when %s: %s', (_, verdicts, stands) => {
  const signals = signalsOf({ probes: 'down', alarm: 'down', witness: 'unknown', replication: 'unknown' });
  const doubt = doubtAbout({ ...signals, replication: verdicts.map(saying) }, true);
  expect(doubt !== undefined).toBe(stands);
});

test('Every signal has its sentence', () => {
  const signals = {
    alarm: { verdict: 'down', because: 'a' },
    probes: { verdict: 'alive', because: 'p' },
    witness: { verdict: 'unknown', because: 'w' },
    replication: [
      { verdict: 'down', because: 'r1' },
      { verdict: 'down', because: 'r2' },
    ],
  } as const;
  expect(sentencesOf(signals)).toEqual(['a', 'p', 'w', 'r1', 'r2']);
});
