import validateAsl from 'asl-validator';
import { VERBS } from '../../lib/domain/verbs';
import { controlPlane, definitionOf, templateOf } from '../synthesised';
import type { AslState, Definition } from './definition';
import { lint } from './lint';

const template = templateOf(controlPlane());
const machine = definitionOf(template);
const task = machine.States.AdmitRun as AslState;

const withTask = (change: Partial<Record<keyof AslState, unknown>>): Definition => ({
  ...machine,
  States: { ...machine.States, AdmitRun: { ...task, ...change } as AslState },
});

describe.each(VERBS.map((verb) => ({ verb })))('the definition of the $verb machine', ({ verb }) => {
  const definition = definitionOf(template, verb);

  it('has nothing that the lint finds', () => {
    expect(lint(definition)).toEqual([]);
  });

  it('is valid Amazon States Language', () => {
    expect(validateAsl(definition, { checkPaths: true, checkArn: false })).toMatchObject({
      isValid: true,
      errors: [],
    });
  });

  it('is well below the 1 MB that Step Functions allows', () => {
    expect(JSON.stringify(definition).length).toBeLessThan(100_000);
  });
});

describe('the lint', () => {
  const all = { ErrorEquals: ['States.ALL'], Next: 'CloseRun' };
  const other = { ErrorEquals: ['States.Timeout'], Next: 'CloseRun' };

  it.each<[string, Definition, string]>([
    [
      'a machine that may run for ever',
      { ...machine, TimeoutSeconds: undefined } as never,
      'the machine has no TimeoutSeconds',
    ],
    ['JSONPath', { ...machine, QueryLanguage: 'JSONPath' }, 'the machine does not say QueryLanguage JSONata'],
    ['a task that may hang', withTask({ TimeoutSeconds: undefined }), 'AdmitRun: a Task without TimeoutSeconds'],
    ['an error that nobody catches', withTask({ Catch: [other] }), 'AdmitRun: nothing catches States.ALL'],
    ['a rule behind States.ALL', withTask({ Catch: [all, other] }), 'AdmitRun: States.ALL is not last'],
    [
      'States.ALL in company',
      withTask({ Catch: [{ ...all, ErrorEquals: ['States.ALL', 'X'] }] }),
      'AdmitRun: States.ALL is not alone',
    ],
    [
      'a misspelt error',
      withTask({ Retry: [{ ErrorEquals: ['States.Timeuot'] }] }),
      'AdmitRun: no such error: States.Timeuot',
    ],
    [
      'a heartbeat as long as the timeout',
      withTask({ HeartbeatSeconds: 45 }),
      'AdmitRun: HeartbeatSeconds is not below TimeoutSeconds',
    ],
    ['an undefined name', withTask({ Output: '{% $plan %}' }), 'AdmitRun: undefined name $plan'],
    ['a misspelt field', withTask({ Output: '{% $states.results %}' }), 'AdmitRun: no such field: $states.results'],
    [
      'text around an expression',
      withTask({ Output: 'is {% 1 %}' }),
      'AdmitRun: an expression inside other text is not evaluated: is {% 1 %}',
    ],
    [
      'an expression that does not parse',
      withTask({ Output: '{% 1 + %}' }),
      'AdmitRun: does not parse: Unexpected end of expression',
    ],
    ['a state that does not exist', withTask({ Next: 'Nowhere' }), 'Nowhere: no such state'],
  ])('finds %s', (_, broken, problem) => {
    expect(lint(broken)).toContain(problem);
  });
});
