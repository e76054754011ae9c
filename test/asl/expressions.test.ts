import jsonata from 'jsonata';
import { admitRun } from '../../lambdas/steps/admit-run/step';
import { closeRun } from '../../lambdas/steps/close-run/step';
import * as expressions from '../../lib/constructs/expressions';
import type { FailureRecord } from '../../lib/domain/failure';
import { endsHere } from '../../lib/workflow/grammar';

/** Evaluates as Step Functions does: JSONata with `$parse`, the result as plain JSON. */
async function evaluate(expression: string, states: object): Promise<unknown> {
  const body = jsonata(expression.slice('{%'.length, -'%}'.length));
  body.registerFunction('parse', (text: string) => JSON.parse(text));
  const value = await body.evaluate(undefined, { states });
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

const failure = (step: string, kind: FailureRecord['kind']): FailureRecord => ({
  step,
  kind,
  because: 'why',
  at: 'then',
});
const NONE: FailureRecord[] = [];
const ONE = [failure('AdmitRun', 'refused')];
const TWO = [failure('AdmitRun', 'refused'), failure('CloseRun', 'broken')];

describe('a caught error', () => {
  const caught = (errorOutput: object, failures = NONE) =>
    evaluate(expressions.withFailure('PromoteDatabase'), { input: { plan: 1, failures }, errorOutput });
  const lambdaError = (errorMessage: unknown) => JSON.stringify({ errorType: 'X', errorMessage, trace: ['at x'] });

  it.each([
    ['Understudy.Joined', 'joined'],
    ['Understudy.Refused', 'refused'],
    ['Understudy.Overdue', 'overdue'],
    ['States.Timeout', 'broken'],
    ['TypeError', 'broken'],
  ])('%s is kept as %s', async (error, kind) => {
    expect(await caught({ Error: error, Cause: lambdaError('why') })).toMatchObject({
      failures: [{ kind, because: 'why' }],
    });
  });

  it.each([
    ['the message of a Lambda error', lambdaError('lag is 31 s, 30 s are allowed'), 'lag is 31 s, 30 s are allowed'],
    ['a message with quotes, backslashes and lines', lambdaError('a "b" \\ c\nü…'), 'a "b" \\ c\nü…'],
    ['the text of a Cause that is no JSON', 'Task timed out', 'Task timed out'],
    ['the text of JSON without a message', '{"code":7}', '{"code":7}'],
    ['the text when the message is no string', lambdaError(7), lambdaError(7)],
    ['the text when the message is not closed', '{"errorMessage":"abc', '{"errorMessage":"abc'],
    ['the text when the message has a bad escape', '{"errorMessage":"a\\x"}', '{"errorMessage":"a\\x"}'],
    ['the error when the message is empty', lambdaError(''), lambdaError('')],
    ['the error when the Cause is empty', '', 'Lambda.Unknown'],
    ['the error when the Cause is blank', ' \n', 'Lambda.Unknown'],
    ['the error when there is no Cause', undefined, 'Lambda.Unknown'],
  ])('says %s', async (_, Cause, because) => {
    expect(await caught({ Error: 'Lambda.Unknown', Cause })).toMatchObject({ failures: [{ because }] });
  });

  it('says something even when the error has no name', async () => {
    expect(await caught({})).toMatchObject({ failures: [{ kind: 'broken', because: 'no error was named' }] });
  });

  // F-100
  it('is cut, so that the document stays within 256 KiB', async () => {
    const document = (await caught({ Error: 'X', Cause: lambdaError('x'.repeat(30_000)) })) as {
      failures: FailureRecord[];
    };
    expect(document.failures[0]?.because).toHaveLength(1000);
  });

  it('says when', async () => {
    const document = (await caught({ Error: 'X' })) as { failures: FailureRecord[] };
    expect(document.failures[0]?.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  // F-104
  it.each([
    ['no failure', NONE],
    ['one failure', ONE],
    ['two failures', TWO],
  ])('after %s is one more in the list, and nothing else changes', async (_, failures) => {
    expect(await caught({ Error: 'X' }, failures)).toEqual({
      plan: 1,
      failures: [...failures, { step: 'PromoteDatabase', kind: 'broken', because: 'X', at: expect.any(String) }],
    });
  });
});

describe('branches that have ended', () => {
  const handedOn = (name: string, input: object) => evaluate(expressions.ofBranch([name]), { input });
  const merged = async (before: FailureRecord[], ...after: FailureRecord[][]) => {
    const input = { plan: 1, failures: before };
    const ended = after.map((failures, index) =>
      handedOn(`Step${index}`, { ...input, [`step${index}`]: index, failures }),
    );
    return evaluate(expressions.MERGED_BRANCHES, { input, result: await Promise.all(ended) });
  };

  it.each<[string, FailureRecord[]]>([
    ['no failure', NONE],
    ['one failure', ONE],
    ['two failures', TWO],
  ])('hand on %s and the records of their own steps, and nothing else of the document', async (_, failures) => {
    const input = { plan: 1, checkReadiness: 2, promoteDatabase: 3, failures };
    expect(
      await evaluate(expressions.ofBranch(['PromoteDatabase', 'A beside B', 'AfterPromotion']), { input }),
    ).toEqual({ failures, promoteDatabase: 3 });
  });

  it.each<[string, FailureRecord[], FailureRecord[], FailureRecord[], FailureRecord[]]>([
    ['none', NONE, NONE, NONE, NONE],
    ['one of the first branch', NONE, ONE, NONE, ONE],
    ['one of the second branch', NONE, NONE, ONE, ONE],
    ['one of each', NONE, TWO.slice(0, 1), TWO.slice(1), TWO],
    ['two of one branch', NONE, TWO, NONE, TWO],
    ['one from before once', ONE, ONE, ONE, ONE],
    ['one from before and one more', ONE, ONE, TWO, TWO],
  ])('leave one document with every key and %s', async (_, before, first, second, failures) => {
    expect(await merged(before, first, second)).toEqual({ plan: 1, step0: 0, step1: 1, failures });
  });

  it('are one document where one of them only touched', async () => {
    const input = { plan: 1, failures: ONE };
    const result = [{ step0: 0, failures: ONE }, {}];
    expect(await evaluate(expressions.MERGED_BRANCHES, { input, result })).toEqual({ plan: 1, ...result[0] });
  });

  it.each([
    ['well', NONE, false],
    ['well, although an earlier step failed', [failure('Earlier', 'broken')], false],
    ['ill', ONE, true],
  ])('are all %s', async (_, failures, expected) => {
    expect(await evaluate(expressions.hasFailed(['AdmitRun']), { input: { failures } })).toBe(expected);
  });
});

describe('the condition of an ending', () => {
  const kinds = ['joined', 'refused', 'overdue', 'broken'] as const;
  const singles = ['AdmitRun', 'CloseRun'].flatMap((step) => kinds.map((kind) => failure(step, kind)));
  const lists = [[], ...singles.map((one) => [one]), ...singles.flatMap((one) => singles.map((other) => [one, other]))];

  it.each([
    { failures: 'none' },
    { failures: 'first' },
    { failures: 'first', kinds: ['joined'] },
    { failures: 'first', kinds: ['refused', 'overdue'], of: [admitRun] },
    { failures: 'all' },
    { failures: 'all', of: [closeRun] },
    { failures: 'all', kinds: ['broken'], of: [closeRun, admitRun] },
  ] as const)('%j says the same of every list of failures as endsHere', async (when) => {
    const expression = expressions.endsWhen(when);
    const said = await Promise.all(lists.map((failures) => evaluate(expression, { input: { failures } })));
    expect(said).toEqual(lists.map((failures) => endsHere(when, failures)));
  });
});

describe('a run that stops', () => {
  it('ends with the step that failed first, and why', async () => {
    const states = { input: { failures: TWO } };
    expect(await evaluate(expressions.errorOf('HandedToOperator'), states)).toBe('AdmitRun.refused');
    expect(await evaluate(expressions.causeOf('look'), states)).toBe('why. look');
  });

  it('ends with a name and a sentence when nothing is known to have failed', async () => {
    const states = { input: { failures: NONE } };
    expect(await evaluate(expressions.errorOf('HandedToOperator'), states)).toBe('HandedToOperator');
    expect(await evaluate(expressions.causeOf('look'), states)).toBe('look');
  });
});

describe('the input of a run', () => {
  it.each([{}, { reason: 'x' }, [], [1], [[]], null, 0, '', 'text', false])('%j is passed on whole', async (input) => {
    expect(await evaluate(expressions.INPUT, { input })).toEqual(input);
  });
});

describe('a step that waits', () => {
  it('waits whole seconds', async () => {
    const input = { admitRun: { status: 'pending', lookAgainSeconds: 1.5 } };
    expect(await evaluate(expressions.lookAgainSeconds(admitRun), { input })).toBe(2);
  });

  it.each([
    ['goes on once it is done', { status: 'done' }, true],
    ['does not go on while it is pending', { status: 'pending' }, false],
    ['does not go on with a record that says nothing', {}, false],
  ])('%s', async (_, record, expected) => {
    expect(await evaluate(expressions.isDone(admitRun), { input: { admitRun: record } })).toBe(expected);
  });

  it('keeps its record beside everything else', async () => {
    const states = { input: { plan: 1, failures: [] }, result: { Payload: { said: [{ because: 'x' }] } } };
    expect(await evaluate(expressions.withRecord(admitRun), states)).toEqual({
      plan: 1,
      failures: [],
      admitRun: { said: [{ because: 'x' }] },
    });
  });
});
