import { HERE, LOST, NOW } from '../../test/fixtures';
import { judgePresence, PRESENCE_AGE_SECONDS_MAX, type SeenPresence } from './presences';

const OURS = 'a'.repeat(64);
const secondsAgo = (seconds: number) => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
const told = (at: string, planSha256 = OURS): SeenPresence['presence'] => ({
  outcome: 'read',
  value: { at, planSha256 },
});
const judged = (presence: SeenPresence['presence']) =>
  judgePresence({ region: LOST, presence }, { region: HERE, now: NOW, planSha256: OURS });

describe('The presence of another Region', () => {
  test.each<[string, SeenPresence['presence'], 'holds' | 'open' | 'problems', string]>([
    ['holds at its limit', told(secondsAgo(PRESENCE_AGE_SECONDS_MAX)), 'holds', 'us-east-1 works by the same plan'],
    ['is open above it', told(secondsAgo(PRESENCE_AGE_SECONDS_MAX + 1)), 'open', 'at most 300 s ago are allowed'],
    ['is open under a time that is none', told('soon'), 'open', 'last told of its plan at soon'],
    ['is open before its watch ran', { outcome: 'read', value: undefined }, 'open', 'has never told'],
    ['is open while it cannot be read', { outcome: 'unknown', because: 'Throttling' }, 'open', 'not known: Throttling'],
    [
      'is a problem where it may not be read',
      { outcome: 'failed', name: 'AccessDenied', because: 'AccessDenied' },
      'problems',
      'the plan of us-east-1 is not known: AccessDenied',
    ],
    [
      'is a problem under another plan',
      told(NOW, 'b'.repeat(64)),
      'problems',
      'the plans differ: bbbbbbbbbbbb… in us-east-1, aaaaaaaaaaaa… in us-west-2; deploy the same plan to every Region',
    ],
  ])('%s', (_, presence, kind, sentence) => {
    const { problems, open, holds } = judged(presence);
    expect([...problems, ...open, ...holds]).toHaveLength(1);
    expect({ problems, open, holds }[kind][0]).toContain(sentence);
  });
});
