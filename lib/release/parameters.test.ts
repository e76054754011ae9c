import { HERE, plan, planWith } from '../../test/fixtures';
import { type ParameterPlace, parametersOf } from './parameters';
import type { ComposedStack } from './release';
import type { TemplateParameter } from './source';

const STRING: TemplateParameter = { Type: 'String' };

const stackWith = (
  parameters: Record<string, TemplateParameter>,
  given: ComposedStack['given'] = {},
): ComposedStack => ({
  name: 'orders-web',
  template: { Resources: {}, Parameters: parameters },
  sourceSha256: 'a'.repeat(64),
  dependsOn: [],
  given,
  capabilities: [],
  outputs: [],
});

const place = (changes: Partial<ParameterPlace> = {}): ParameterPlace => ({
  plan,
  region: HERE,
  lane: 'live',
  release: 'r-3f2a1b',
  pilotLight: {},
  ...changes,
});

const planning = (parameters: Record<string, string>) => planWith({ release: { ...plan.release, parameters } });

describe('a parameter is filled', () => {
  const given = { X: { stack: 'orders-data', output: 'X' } };
  const pilotLight = { X: 'light', DrillX: 'drill', Release: 'light' };
  const planned = planning({ X: '{lane} in {region}, {region}' });

  test.each<[string, Parameters<typeof parametersOf>, unknown]>([
    [
      "by the release's id, whatever else gives it",
      [stackWith({ Release: STRING }), place({ pilotLight })],
      'r-3f2a1b',
    ],
    [
      'by the plan before any output',
      [stackWith({ X: STRING }, given), place({ plan: planned, pilotLight })],
      `live in ${HERE}, ${HERE}`,
    ],
    [
      'by the plan in the drill lane',
      [stackWith({ X: STRING }), place({ plan: planned, lane: 'drill' })],
      `drill in ${HERE}, ${HERE}`,
    ],
    [
      'by a stack of the release before the pilot light',
      [stackWith({ X: STRING }, given), place({ pilotLight })],
      given.X,
    ],
    [
      'by a stack of the release in the drill lane',
      [stackWith({ X: STRING }, given), place({ pilotLight, lane: 'drill' })],
      given.X,
    ],
    ['by the pilot light', [stackWith({ X: STRING }), place({ pilotLight })], 'light'],
    [
      "by the drill's output of the pilot light",
      [stackWith({ X: STRING }), place({ pilotLight, lane: 'drill' })],
      'drill',
    ],
    [
      'by the same output in a drill where the pilot light has none for it',
      [stackWith({ X: STRING }), place({ pilotLight: { X: 'light' }, lane: 'drill' })],
      'light',
    ],
    ['by an empty output', [stackWith({ X: STRING }), place({ pilotLight: { X: '' } })], ''],
    ['before its default', [stackWith({ X: { ...STRING, Default: 'd' } }), place({ pilotLight })], 'light'],
    ['with a number', [stackWith({ X: { Type: 'Number' } }), place({ pilotLight: { X: '4.5' } })], '4.5'],
    [
      'with a value that its template allows',
      [stackWith({ X: { Type: 'Number', AllowedValues: [1, 2] } }), place({ pilotLight: { X: '2' } })],
      '2',
    ],
    ['with 4096 bytes', [stackWith({ X: STRING }), place({ pilotLight: { X: 'x'.repeat(4096) } })], 'x'.repeat(4096)],
  ])('%s', (_, [stack, at], expected) => {
    expect(parametersOf(stack, at)).toEqual({
      values: { [Object.keys(stack.template.Parameters ?? {})[0] ?? '']: expected },
      problems: [],
    });
  });

  test.each<[string, TemplateParameter]>([
    ['is given', { Type: 'String', Default: 'd' }],
    ['is empty', { Type: 'String', Default: '' }],
  ])('by its default, and left out, when one %s', (_, parameter) => {
    expect(parametersOf(stackWith({ X: parameter }), place())).toEqual({ values: {}, problems: [] });
  });
});

describe('a parameter is refused', () => {
  test.each<[string, TemplateParameter, Record<string, string>, string]>([
    [
      'when nothing gives it a value',
      STRING,
      {},
      'nothing gives it a value; add an output X to the stack orders-pilot-light',
    ],
    ['when only an object knows its name', STRING, Object.create({ X: 'inherited' }), 'nothing gives it a value'],
    ['in the live lane when only a drill has a value', STRING, { DrillX: 'drill' }, 'nothing gives it a value'],
    ['with no number', { Type: 'Number' }, { X: 'two' }, 'expected a number, got "two"'],
    ['with nothing for a number', { Type: 'Number' }, { X: '' }, 'expected a number, got ""'],
    [
      'with a value that its template forbids',
      { ...STRING, AllowedValues: ['a', 'b'] },
      { X: 'c' },
      'AllowedValues are a or b',
    ],
    ['with 4097 bytes', STRING, { X: 'x'.repeat(4097) }, 'has 4097 bytes; allowed are 4096'],
    ['with 2049 letters of two bytes each', STRING, { X: 'é'.repeat(2049) }, 'has 4098 bytes'],
  ])('%s', (_, parameter, pilotLight, expected) => {
    const { values, problems } = parametersOf(stackWith({ X: parameter }), place({ pilotLight }));
    expect(values).toEqual({});
    expect(problems).toEqual([{ parameter: 'X', because: expect.stringContaining(expected) }]);
  });

  test('together with every other that is', () => {
    const { problems } = parametersOf(stackWith({ X: STRING, Y: STRING, Release: STRING }), place());
    expect(problems).toHaveLength(2);
  });
});
