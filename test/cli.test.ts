import { main } from '../lib/cli/main';
import { UsageError, wholeNumber } from '../lib/cli/usage';

const RUN = 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1';

/** What a command line printed, and the code it ended with. */
async function run(...args: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  const log = jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line)));
  const error = jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line)));
  try {
    return { code: await main(args), out, err };
  } finally {
    log.mockRestore();
    error.mockRestore();
  }
}

describe('understudy', () => {
  test('lists its scenarios with their stories, one per line', async () => {
    expect(await run('rehearse', '--list')).toEqual({
      code: 0,
      out: expect.arrayContaining([expect.stringMatching(/^primary-lost {2,}the home Region is lost/)]),
      err: [],
    });
  });

  test.each<[string, string[], string]>([
    ['an unknown command', ['reherse'], 'understudy: unknown command "reherse"; did you mean rehearse'],
    [
      'an unknown scenario, with the choices',
      ['rehearse', 'nothing'],
      'understudy: unknown scenario "nothing"; allowed are',
    ],
    ['an unknown flag', ['rehearse', '--jsn'], 'understudy: unknown flag --jsn; did you mean --json'],
    ['a flag nobody could have meant', ['rehearse', '--xyzzy'], 'unknown flag --xyzzy; allowed are --list, --all'],
    ['two scenarios', ['rehearse', 'primary-lost', 'another'], 'one scenario at a time'],
    ['a seed that is no number', ['rehearse', '--seed', 'x'], '--seed takes a whole number from 0'],
    ['a seed that looks like a flag', ['rehearse', '--seed', '-1'], "option '--seed' argument is ambiguous"],
    ['words where none are taken', ['generate', 'extra'], 'generate takes no words, got extra'],
    ['more at a time than a machine can bear', ['rehearse', '--all', '--jobs', '17'], '--jobs takes a whole number'],
    ['one scenario beside all of them', ['rehearse', 'primary-lost', '--all'], '--all plays every scenario; got'],
    ['an approval of no run', ['approve', '--because', 'b'], 'approve takes the ARN of the run, got ""'],
    ['an approval of something else', ['approve', 'arn:aws:s3:::x', '--because', 'b'], 'takes the ARN of the run'],
    ['an approval without a reason', ['approve', RUN], '--because is required'],
    ['an approval with an empty reason', ['approve', RUN, '--because', ' '], '--because is required'],
    ['a reason that is a story', ['approve', RUN, '--because', 'x'.repeat(501)], '--because has 501 characters'],
    [
      'a run of another Region',
      ['decline', RUN.replace('us-west-2', 'eu-west-3'), '--because', 'b'],
      'is in eu-west-3',
    ],
    ['a third state of automation', ['automation', 'maybe', '--because', 'b'], 'takes off or on, got maybe'],
    ['no state of automation', ['automation', '--because', 'b'], 'missing state, off or on'],
    ['two epochs', ['break-lock', '101', '201', '--region', 'us-west-2', '--because', 'b'], 'one epoch at a time; got'],
    ['an epoch in words', ['break-lock', 'x', '--region', 'us-west-2', '--because', 'b'], 'epoch takes a whole number'],
    [
      'a lock without its Region',
      ['break-lock', '101', '--because', 'b'],
      '--region is required: us-east-1 or us-west-2',
    ],
    [
      'a foreign Region',
      ['break-lock', '101', '--region', 'eu-west-3', '--because', 'b'],
      'is not a Region of plan orders',
    ],
    ['a world that is not here', ['approve', RUN, '--because', 'b', '--world', 'http://192.0.2.1:80'], '--world takes'],
    ['an acknowledgement of no run', ['acknowledge', 'x', '--because', 'b'], 'acknowledge takes the ARN of the run'],
    ['traffic without its word', ['traffic'], 'traffic takes attach, got nothing'],
    ['an active Region that is none', ['traffic', 'attach', '--active', 'x'], '--active x is not a Region of plan'],
    ['a scale beyond what can be probed', ['rehearse', '--scale', '1000'], '--scale takes a whole number from 1 to 60'],
  ])('refuses %s in one line, with exit code 2', async (_, args, expected) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: [] });
    expect(err).toEqual([expect.stringContaining(expected)]);
    expect(err[0]).not.toContain('\n');
  });

  test('shows its commands', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('rehearse');
  });

  test('tells of one command alone', async () => {
    const { code, out } = await run('approve', '--help');
    expect(code).toBe(0);
    expect(out.join('\n')).toContain('understudy approve');
    expect(out.join('\n')).not.toContain('rehearse');
  });
});

test.each(['', '-1', '1.5', '1e3', '61'])('%j is no whole number from 0 to 60', (written) => {
  expect(() => wholeNumber('n', written, { min: 0, max: 60 })).toThrow(UsageError);
});
