import type { RegionJudgement } from '../../../lib/domain/probe';
import { inputFor, LOST } from '../../../test/fixtures';
import { doubtAbout, judgeSignals, type Signals, sentencesOf, witnessWord } from './quorum';
import { confirmOutage } from './step';

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
  silenced: false,
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

// F-12
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

test.each([
  ['down', 'down'],
  ['alive', 'alive'],
  ['unknown', 'unheard'],
  ['none', 'none'],
] as const)('A witness that says %s is passed on as %s', (witness, word) => {
  expect(witnessWord(signalsOf({ probes: 'down', alarm: 'down', witness, replication: 'unknown' }))).toBe(word);
});

test('A silenced alarm stands against an automatic run whatever else is down, and never against a person', () => {
  for (const one of CASES) {
    const signals = { ...signalsOf(one), silenced: true };
    expect(doubtAbout(signals, true)).toBeDefined();
    expect(doubtAbout(signals, false)).toBe(doubtAbout(signalsOf(one), false));
  }
});

test('The actions of this alarm silence it, and those of the witness do not', () => {
  const alarm = (actionsEnabled: boolean) => ({ outcome: 'read', value: { state: 'ALARM', actionsEnabled } }) as const;
  const silenced = (own: boolean, witness: boolean) => {
    const heard = { probes: [], witness: alarm(witness), lags: { outcome: 'read', value: [] } } as const;
    return judgeSignals({ alarm: alarm(own), heard, region: LOST }, inputFor(confirmOutage, { admitRun: {} })).silenced;
  };
  expect([silenced(true, false), silenced(false, true)]).toEqual([false, true]);
});

test('Every signal has its sentence', () => {
  const signals = {
    alarm: { verdict: 'down', because: 'a' },
    silenced: false,
    probes: { verdict: 'alive', because: 'p' },
    witness: { verdict: 'unknown', because: 'w' },
    replication: [
      { verdict: 'down', because: 'r1' },
      { verdict: 'down', because: 'r2' },
    ],
  } as const;
  expect(sentencesOf(signals)).toEqual(['a', 'p', 'w', 'r1', 'r2']);
  expect(sentencesOf({ ...signals, silenced: true })).toEqual([
    'a',
    "the alarm's actions are disabled: somebody has silenced it",
    ...['p', 'w', 'r1', 'r2'],
  ]);
});
