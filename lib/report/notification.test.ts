import { document, EPOCH, NOW, planWith, RUN_ID } from '../../test/fixtures';
import type { EvidenceRecord } from '../domain/evidence';
import type { FailureRecord } from '../domain/failure';
import type { RunDocument } from '../domain/run';
import { type KeptEvidence, notificationOf, outcomeOf } from './notification';

const step = (because: string, status: 'done' | 'pending' = 'done', firstLookAt = NOW) => ({
  status,
  looks: 1,
  because,
  firstLookAt,
  lookAgainSeconds: 0,
  said: [],
});
const failure = (changes: Partial<FailureRecord> = {}): FailureRecord => ({
  step: 'PromoteDatabase',
  kind: 'overdue',
  because: 'not done after 1800 s',
  at: NOW,
  ...changes,
});
const called = (step: string): EvidenceRecord => ({
  seq: 1,
  previousSha256: '',
  sha256: '',
  at: NOW,
  runId: RUN_ID,
  epoch: EPOCH,
  kind: 'called',
  step,
  because: 'b',
  data: {},
});
const evidence: KeptEvidence = { key: 'runs/run-1.json', records: [called('PromoteDatabase')] };
const told = (changes: Partial<RunDocument>) => notificationOf({ ...document, ...changes }, evidence);

test('reads as a whole: how, where, why, what each step said, and what is next', () => {
  const { subject, message } = told({
    promoteDatabase: step('Aurora moves the writer of orders here', 'pending', '2026-11-21T12:00:09.000Z'),
    admitRun: step('admitted under epoch 101'),
    closeRun: step('telling 2 topics', 'pending', '2026-11-21T12:00:10.000Z'),
    failures: [failure()],
  });
  expect(subject).toBe('Understudy: failover of orders in us-west-2: overdue at PromoteDatabase');
  expect(message).toMatchInlineSnapshot(`
"The failover of orders in us-west-2 has ended, overdue at PromoteDatabase: a promotion was sent, and nothing takes it back.
  npx understudy status

Region:   us-west-2
Reason:   us-east-1 is unreachable
Run:      arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1
Started:  2026-11-21T12:00:00.000Z
Evidence: s3://understudy-orders-evidence-111122223333-us-west-2/runs/run-1.json

What the steps came to:
- AdmitRun: admitted under epoch 101
- PromoteDatabase (not done): Aurora moves the writer of orders here

What failed:
- 2026-11-21T12:00:00.000Z PromoteDatabase overdue: not done after 1800 s

Next: a promotion was sent, and nothing takes it back: from here it is forward. See first where the writer is:
  aws rds describe-global-clusters --region us-west-2 --global-cluster-identifier orders --query 'GlobalClusters[0].GlobalClusterMembers[?IsWriter].DBClusterArn'
Once the cause above is gone, start again; every step looks first and repeats nothing that is done:
  npx understudy start failover --region us-west-2 --because "again, after overdue at PromoteDatabase"
Nothing starts by itself for 3600 s after this run. Once you have looked, this ends the pause:
  npx understudy acknowledge 'arn:aws:states:us-west-2:111122223333:execution:understudy-orders-failover:run-1' --because "…""
`);
});

test('says that nothing needs to be done when nothing failed', () => {
  const { subject, message } = told({});
  expect(subject).toBe('Understudy: failover of orders in us-west-2: nothing failed');
  expect(message).toContain('Next: nothing needs to be done now.');
  expect(message).not.toContain('What failed');
});

test('sends people to the run that does the work when this one joined it', () => {
  const { message } = told({ failures: [failure({ step: 'AdmitRun', kind: 'joined' })] });
  expect(message).toContain('another run has the plan or goes first.\n  npx understudy status');
  expect(message).not.toContain('understudy start');
});

test.each([
  ['it', RUN_ID, `npx understudy watch '${RUN_ID}'`],
  ['no more than an ARN of it', `${RUN_ID}'; rm -rf "$HOME"`, `npx understudy watch '${RUN_ID}'`],
])('names %s where the sentence does', (_, named, command) => {
  const because = `${named}, a drill, has the lock of orders in us-west-2 since ${NOW}`;
  const { message } = told({ failures: [failure({ step: 'AdmitRun', kind: 'joined', because })] });
  expect(message.slice(message.indexOf('Next: '))).toMatch(new RegExp(`${command}$`));
});

describe('a run that stopped, says next', () => {
  const next = (records: KeptEvidence['records'], changes: Partial<RunDocument> = {}) => {
    const { message } = notificationOf({ ...document, failures: [failure()], ...changes }, { key: 'k', records });
    return message.slice(message.indexOf('Next: '));
  };
  const pause = 'Nothing starts by itself for 3600 s after this run';
  const where = 'aws rds describe-global-clusters --region us-west-2 --global-cluster-identifier orders';

  test('to look where the writer is, when a promotion was sent', () => {
    const said = next([called('DeployStacks'), called('PromoteDatabase')]);
    expect(said).toContain('a promotion was sent, and nothing takes it back');
    expect(said).toContain(where);
    expect(said).toContain(pause);
    expect(said).toContain(`npx understudy acknowledge '${RUN_ID}' --because "…"`);
  });

  test('that the writer is where it was, when none was sent', () => {
    const said = next([called('DeployStacks')]);
    expect(said).toContain('no promotion was sent; the writer is where it was');
    expect(said).not.toContain(where);
    expect(said).toContain(pause);
  });

  test('nothing of a pause after a run that changed nothing', () => {
    expect(next([called('RetireStacks'), called('CloseRun')])).not.toContain('acknowledge');
  });

  test('of the pause after a run that a person declined', () => {
    const declined = { kind: 'approved', step: 'AuthorizePromotion', data: { kind: 'decline' } } as const;
    expect(next([{ ...called('AuthorizePromotion'), ...declined }])).toContain(pause);
  });

  test.each([{ cooldownSeconds: 0 }, { automation: 'notify' as const }])(
    'nothing of a pause that a plan with %j does not know',
    (changes) => {
      expect(next([called('DeployStacks')], { plan: planWith(changes) })).not.toContain('acknowledge');
    },
  );

  test('to look first, when nobody can tell', () => {
    const said = next(undefined);
    expect(said).toContain('nobody can tell whether a promotion was sent');
    expect(said).toContain(where);
    expect(said).toContain(pause);
  });

  describe('of a switchover', () => {
    const run = { ...document.run, verb: 'switchover' as const };

    test('that the other Region serves as before, when no promotion was sent', () => {
      const said = next([called('DeployStacks')], { run });
      expect(said).toContain('the other Region is the active one as before');
      expect(said).not.toContain('fenced');
      expect(said.match(/understudy start (\w+)/g)).toEqual([
        'understudy start switchover',
        'understudy start failover',
      ]);
      expect(said).not.toContain(pause);
    });

    test('first that the other Region is fenced, where the fence was not lifted', () => {
      const said = next([called('DeployStacks'), called('FenceRegion')], { run });
      expect(said).toMatch(/^Next: the other Region is still fenced/);
      expect(said).toContain('npx understudy status');
      expect(said).toContain('"A Region is still fenced"');
      expect(said).not.toContain('as before');
      expect(said).toContain('understudy start switchover --region us-west-2');
    });

    test('that the other Region serves as before, once the fence was lifted', () => {
      const lifted = { ...called('UnfenceRegion'), data: { act: { kind: 'lift' } } };
      expect(next([called('FenceRegion'), lifted], { run })).toContain('as before');
    });

    test.each<[string, KeptEvidence['records']]>([
      ['was sent', [called('PromoteDatabase')]],
      ['may have been sent', undefined],
    ])('to look where the writer is, when the promotion %s', (_, records) => {
      const said = next(records, { run });
      expect(said).toContain(where);
      expect(said.indexOf('start failover')).toBeLessThan(said.indexOf('start switchover'));
      expect(said).not.toContain('as before');
    });
  });

  test.each([
    ['drill', 'nothing that serves users was changed'],
    ['prewarm', 'the standby is not warm'],
    ['check', 'nothing was changed'],
    ['stand-down', 'may still take writes'],
    ['retire', 'still stand here and cost money'],
  ] as const)('of a %s that %s, and how to start it again', (verb, sentence) => {
    const said = next([called('DeployStacks')], { run: { ...document.run, verb } });
    expect(said).toContain(sentence);
    expect(said).toContain(`understudy start ${verb} --region us-west-2 --because`);
    expect(said).not.toContain('acknowledge');
    expect(said).not.toContain('promotion');
  });

  test('that users are served as before, when it was a settle', () => {
    const said = next([called('SettleTraffic')], { run: { ...document.run, verb: 'settle' } });
    expect(said).toContain('users are served as before');
    expect(said).toContain('understudy start settle --region us-west-2');
    expect(said).not.toContain('acknowledge');
  });

  test('a command in which nothing of an execution can end the quotes', () => {
    const id = `${RUN_ID}'; rm -rf "$HOME" #`;
    expect(next(undefined, { run: { ...document.run, id } })).toContain(
      `acknowledge '${RUN_ID}; rm -rf "$HOME" #' --because`,
    );
  });
});

test('says what is wrong with the evidence', () => {
  const { message } = notificationOf(document, { ...evidence, problem: 'record 3 is missing' });
  expect(message).toContain('record 3 is missing');
});

test.each([
  ['a reason', { reason: 'it burns' }, 'it burns'],
  ["the console's comment", { Comment: 'it burns' }, 'it burns'],
  ['nothing', {}, 'none was given'],
  ['no object at all', 'it burns', 'none was given'],
  ['null', null, 'none was given'],
])('shows %s as the reason of a run that nobody has judged', (_, request, shown) => {
  expect(told({ request }).message).toContain(`Reason:   ${shown}\n`);
});

test('shows text from outside as one harmless line', () => {
  const hostile = 'up\u001b[2J\r\nOutcome: nothing failed\u202e';
  const { message } = told({
    request: { reason: hostile },
    admitRun: step(hostile),
    failures: [failure({ because: hostile })],
  });
  expect(message.replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  expect(message.split('\n').filter((line) => line.startsWith('Outcome'))).toEqual([]);
});

test('gives a command in which nothing from outside can end the quotes', () => {
  const { message } = told({ failures: [failure({ step: `X'; rm -rf "$HOME" #` })] });
  expect(message).toContain(`--because "again, after overdue at X rm rf HOME "`);
});

test('cuts a sentence that is as long as a stack trace', () => {
  const { message } = told({ failures: [failure({ because: 'x'.repeat(32_768) })] });
  expect(message.length).toBeLessThan(3000);
});

test('has a subject that SNS takes, whatever a step is called', () => {
  const { subject } = told({ failures: [failure({ step: `Naïve\n${'x'.repeat(200)}` })] });
  expect(subject).toMatch(/^[ -~]{1,99}$/);
  expect(subject).toContain('Na?ve');
});

test.each<[string, FailureRecord[], string]>([
  ['nothing failed', [], 'nothing failed'],
  ['one step failed', [failure()], 'overdue at PromoteDatabase'],
  ['several failed', [failure({ kind: 'broken', step: 'DeployStacks' }), failure()], 'broken at DeployStacks'],
])('names the outcome when %s', (_, failures, outcome) => {
  expect(outcomeOf(failures)).toBe(outcome);
});

describe('stacks of other releases that DeployStacks has found', () => {
  const deployed = (...commands: string[]) => {
    const others = commands.map((command) => ({ stackName: 'web-r-1', release: 'r-1', command }));
    return { ...step('web-r-2 is complete'), output: { release: 'r-2', stacks: [], others } };
  };
  const retiredOf = (retired: string[], ...commands: string[]) => {
    const leftovers = commands.map((command) => ({ stackName: 'web-r-1', release: 'r-1', command }));
    return { ...step('kept'), output: { retired, leftovers } };
  };
  const heading = 'Stacks of other releases stand here and may serve users too. Once r-2 serves, these remove them:';

  test('are named with the commands that remove them', () => {
    const { message } = told({ deployStacks: deployed('delete one', 'delete two') });
    expect(message).toContain(['', heading, '  delete one', '  delete two', '', 'Next: '].join('\n'));
  });

  test('are not named twice', () => {
    const { message } = told({
      deployStacks: deployed('delete one', 'delete two'),
      retireStacks: retiredOf([], 'delete one'),
    });
    expect(message.match(/delete one/g)).toHaveLength(1);
    expect(message).toContain(`${heading}\n  delete two\n`);
  });

  test.each([
    ['none was found', { deployStacks: { ...step('x'), output: { release: 'r-2', stacks: [] } } }],
    [
      "the run's own stacks were retired",
      { deployStacks: deployed('delete one'), retireStacks: retiredOf(['web-r-2']) },
    ],
    ['DeployStacks is not done', { deployStacks: step('waits', 'pending') }],
  ])('are not named where %s', (_, changes) => {
    expect(told(changes).message).not.toContain('Stacks of other releases');
  });
});

test('what earlier runs have left is named with the command that removes it, before what is next', () => {
  const leftovers = [{ stackName: 'web-r-1', release: 'r-1', command: 'aws cloudformation delete-stack …' }];
  const { message } = told({
    retireStacks: { ...step('1 stack of an earlier run is left here'), output: { retired: [], leftovers } },
    failures: [failure()],
  });
  expect(message).toContain(
    [
      '',
      'Left by earlier runs, and nothing refers to it. Look at it first; these remove it, and its cost:',
      '  aws cloudformation delete-stack …',
      '',
      'Next: ',
    ].join('\n'),
  );
  const nothing = told({ retireStacks: { ...step('nothing'), output: { retired: [], leftovers: [] } } });
  expect(nothing.message).not.toContain('Left by earlier runs');
});
