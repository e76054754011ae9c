import { provisionStack } from '../../lib/rehearsal/aws/provisioner';
import { temporaryDirectory } from '../temporary';
import { ACCOUNT, type AwsWorld, awsWorld } from './aws-world';

/** Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */

let world: AwsWorld;
beforeEach(() => {
  world = awsWorld();
});
afterEach(() => world.services.close());

const provision = (DashboardBody: string, DashboardName = 'shop') =>
  world.clock.until(
    provisionStack(world.services, {
      ...{ name: 'shop', region: 'us-west-2', account: ACCOUNT, assetDirectory: temporaryDirectory('assembly') },
      template: {
        Resources: { It: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody, DashboardName } } },
        Outputs: { Name: { Value: { Ref: 'It' } } },
      },
      onMoment: () => {},
    }),
  );
const widget = (type: string, properties: object, more: object = {}) =>
  JSON.stringify({ widgets: [{ type, x: 0, y: 0, width: 12, height: 6, properties, ...more }] });
const ALARM = 'arn:aws:cloudwatch:us-west-2:111122223333:alarm:one';

test.each([
  ['no widget', '{"widgets":[]}'],
  [
    'a metric with a dimension and options',
    widget('metric', { metrics: [['AWS/EC2', 'CPU', 'Id', 'i-1', { stat: 'Sum' }]] }),
  ],
  [
    'a row that repeats the one before',
    widget('metric', {
      metrics: [
        ['AWS/EC2', 'CPU'],
        ['.', 'Disk'],
      ],
    }),
  ],
  ['an expression', widget('metric', { metrics: [[{ expression: 'm1*2', id: 'e1' }]] })],
  ['an alarm as a metric', widget('metric', { annotations: { alarms: [ALARM] } })],
  ['text', widget('text', { markdown: 'hello' })],
  ['the states of alarms', widget('alarm', { alarms: [ALARM] })],
])('CloudWatch takes %s', async (_, body) => {
  expect((await provision(body)).resources).toHaveLength(1);
});

test.each<[string, string, string]>([
  ['what is no JSON', '{widgets}', 'no JSON'],
  ['a body without widgets', '{}', 'widgets'],
  ['a widget of no kind', widget('picture', {}), 'type'],
  ['more columns than 24', widget('text', { markdown: 'x' }, { width: 25 }), 'width'],
  ['a row behind the last column', widget('text', { markdown: 'x' }, { x: 24 }), 'x'],
  ['text without text', widget('text', {}), 'markdown'],
  ['a graph of nothing', widget('metric', { metrics: [] }), 'expected metrics'],
  ['a namespace without a metric', widget('metric', { metrics: [['AWS/EC2']] }), 'expected namespace'],
  ['a dimension without a value', widget('metric', { metrics: [['AWS/EC2', 'CPU', 'Id']] }), 'expected namespace'],
  [
    'options before the end',
    widget('metric', { metrics: [['AWS/EC2', { stat: 'Sum' }, 'CPU']] }),
    'expected namespace',
  ],
  ['no alarm', widget('alarm', { alarms: [] }), 'alarms'],
  ['101 alarms', widget('alarm', { alarms: Array(101).fill(ALARM) }), 'alarms'],
])('CloudWatch refuses %s', async (_, body, because) => {
  await expect(provision(body)).rejects.toThrow(because);
});

test('CloudWatch refuses a name with a space', async () => {
  await expect(provision('{"widgets":[]}', 'my shop')).rejects.toThrow('hyphens');
});
