import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { ALARM_HEADINGS } from '../lib/constructs/alarm-text';
import * as domainNames from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import { controlPlane, plan, resourcesOf, templateIn, templateOf, witness } from './synthesised';

/** Everything that operators read: the texts of alarms and rules, and the dashboard. */

const runbook = readFileSync(join(__dirname, '../docs/runbook.md'), 'utf8');
/** Anchors of a page as they are made where Markdown is shown, each with what stands under it. */
const chapters = new Map(
  runbook.split(/^#{2,3} /m).map((text) => {
    const heading = text.slice(0, text.indexOf('\n'));
    return [
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
      text,
    ];
  }),
);

const alarmsOf = (template: Template): [string, string, string][] =>
  [...resourcesOf(template, 'AWS::CloudWatch::Alarm'), ...resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm')].map(
    ([id, { Properties }]) => [id, filled(Properties.AlarmDescription), Properties.AlarmName ?? id],
  );
/** A description in which AWS fills in the name of a resource. */
const filled = (description: string | { 'Fn::Join': [string, unknown[]] }): string =>
  typeof description === 'string'
    ? description
    : description['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'x'.repeat(80))).join('');

const templates: [string, Template][] = [
  ...plan.regions.map((region): [string, Template] => [region, templateIn(region)]),
  ['the witness', templateOf(witness())],
];
const everyAlarm = templates.flatMap(([where, template]) =>
  alarmsOf(template).map(([id, text, name]) => ({ where, id, text, name })),
);

describe.each(everyAlarm)('the alarm $id in $where', ({ where, text, name }) => {
  const [first = '', command = '', link = '', lookAt = ''] = text.split('\n');

  it('says in one line what happened and what it means, with its plan and Region, and then what to type', () => {
    const region = where === 'the witness' ? plan.watch.witness : where;
    expect(first.startsWith(`orders in ${region}: `)).toBe(true);
    expect(first.length).toBeLessThanOrEqual(200);
    expect(command).toMatch(/^ {2}npx understudy (status|(check|release drift) --region us-(east-1|west-2))$/);
  });

  it('fits into an alarm, and names a chapter of the runbook that tells what it is, where to look and what to do', () => {
    expect(text.length).toBeLessThanOrEqual(1024);
    const [, anchor = ''] = /^Runbook: docs\/runbook\.md#(.+)$/.exec(link) ?? [];
    const chapter = chapters.get(anchor);
    for (const part of ['Description', 'Investigation', 'Resolution']) expect(chapter).toContain(`- **${part}**: `);
  });

  it('names the resource to look at', () => {
    expect(lookAt).toMatch(/^Look at: [\w ]+ > [\w ]+ > \S+/);
    expect(name).not.toBe('');
  });
});

test('each chapter of the runbook on alarms is named by an alarm or a rule', () => {
  const rules = JSON.stringify(templateIn().toJSON());
  const named = [...everyAlarm.map(({ text }) => text), rules].join('\n');
  const anchors = ALARM_HEADINGS.map((heading) => heading.toLowerCase().replaceAll(' ', '-'));
  expect(anchors.filter((anchor) => !named.includes(`runbook.md#${anchor}`))).toEqual([]);
  expect(anchors.filter((anchor) => !chapters.has(anchor))).toEqual([]);
});

test('a control plane pays for few alarms: each kind is counted here', () => {
  const alarms = resourcesOf(templateIn(), 'AWS::CloudWatch::Alarm');
  const learned = alarms.filter(([, { Properties }]) => Properties.Metrics !== undefined);
  expect({ numbers: alarms.length - learned.length, bands: learned.length }).toEqual({ numbers: 7, bands: 4 });
  expect(resourcesOf(templateIn(), 'AWS::CloudWatch::CompositeAlarm')).toHaveLength(1);
});

describe('the rule of the composite alarm', () => {
  it('holds the largest plan: 10 databases and 5 Regions stay below 10,240 characters and 100 alarms', () => {
    const found = templateOf(controlPlane({ plan: largest() }));
    const [[, composite] = []] = resourcesOf(found, 'AWS::CloudWatch::CompositeAlarm');
    const parts: unknown[] = composite?.Properties.AlarmRule['Fn::Join'][1];
    // An ARN with a generated name: the stack, the logical id and twelve letters, at most 255 for the name.
    const arn = (id: string) => `arn:aws:cloudwatch:us-west-2:111122223333:alarm:understudy-orders-${id}-ABCDEFGHIJKL`;
    const text = parts
      .map((part) => (typeof part === 'string' ? part : arn((part as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0])))
      .join('');
    expect(text.length).toBeLessThan(10_240);
    expect(text.match(/ALARM\(/g)?.length).toBeLessThanOrEqual(100);
  });
});

describe('the dashboard', () => {
  const bodyOf = (template: Template) => {
    const [[, dashboard] = []] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
    const parts: unknown[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
    const json = parts.map((part) => (typeof part === 'string' ? part : reference(part))).join('');
    return { name: dashboard?.Properties.DashboardName, widgets: JSON.parse(json).widgets as Widget[] };
  };
  const reference = (part: unknown): string => {
    const { Ref, 'Fn::GetAtt': attribute } = part as { Ref?: string; 'Fn::GetAtt'?: [string] };
    return Ref === 'AWS::Region' ? 'us-west-2' : (attribute?.[0] ?? '');
  };
  const { name, widgets } = bodyOf(templateIn());
  const curvesIn = (all: readonly Widget[]) => all.flatMap(({ properties }) => properties.metrics ?? []);

  it('has the name that every Region computes, with its own Region in it', () => {
    expect(name).toBe('understudy-orders-us-west-2');
    expect(bodyOf(templateIn('us-east-1')).name).toBe('understudy-orders-us-east-1');
  });

  it('shows readiness, the watch, the lag, runs, what recoveries cost, and whether the standby is drilled', () => {
    expect(widgets.map(({ properties: { title } }) => title)).toEqual([
      undefined,
      'Alarms',
      'Ready: 0 is good',
      'The active Region from here: 1 is down',
      'Probes: milliseconds',
      'Runs begun',
      'Runs that ended badly',
      'Duration of runs: milliseconds',
      'Recovery time: seconds',
      'Data loss: seconds of writes at most',
      'Drills passed in the last 35 days: 0 is stale',
      'Replication lag: milliseconds',
    ]);
  });

  it('shows every alarm of the Region', () => {
    const shown = widgets.find(({ type }) => type === 'alarm')?.properties.alarms ?? [];
    expect([...shown].sort()).toEqual(
      alarmsOf(templateIn())
        .map(([id]) => id)
        .sort(),
    );
  });

  it('draws only metrics that Understudy or AWS writes', () => {
    const written = Object.entries(domainNames).flatMap(([key, value]) => (key.endsWith('_METRIC') ? [value] : []));
    for (const [namespace, metric] of curvesIn(widgets)) {
      if (namespace === 'Understudy') expect(written).toContain(metric);
      else expect(`${namespace} ${metric}`).toMatch(/^AWS\/(States Execution|RDS AuroraGlobalDBReplicationLag)/);
    }
    expect(curvesIn(widgets).length).toBeGreaterThan(20);
  });

  it('has at most 50 metrics, so that three of them cost nothing, also for the largest plan', () => {
    const most = bodyOf(templateOf(controlPlane({ plan: largest() }))).widgets;
    expect(curvesIn(most).length).toBeLessThanOrEqual(50);
    expect(most.map(({ properties: { title } }) => title)).toContain(
      'Replication lag: milliseconds, the first 12 of 50 curves',
    );
  });

  it('fits into its columns without an overlap', () => {
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, cell) => `${x + (cell % width)} ${y + Math.floor(cell / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('is left out where the plan says so, and shows no lag of a plan without databases', () => {
    const without = templateOf(controlPlane({ plan: { ...plan, dashboard: false } }));
    expect(resourcesOf(without, 'AWS::CloudWatch::Dashboard')).toEqual([]);
    const bare = bodyOf(templateOf(controlPlane({ plan: { ...plan, databases: [] } }))).widgets;
    expect(curvesIn(bare).filter(([namespace]) => namespace === 'AWS/RDS')).toEqual([]);
  });
});

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { title?: string; alarms?: string[]; metrics?: [string, string, ...unknown[]][] };
}

/** As many Regions and databases as a plan may have. */
function largest(): Plan {
  const regions = ['us-east-1', 'us-west-2', 'eu-west-2', 'ap-southeast-2', 'ap-northeast-1'];
  const clusters = Object.fromEntries(regions.map((region) => [region, `orders-${region}`]));
  const [database] = plan.databases;
  if (!database) throw new Error('the plan of the example names a database');
  const databases = Array.from({ length: 10 }, (_, index) => ({
    ...database,
    globalCluster: `orders-${index}`,
    clusters,
  }));
  return { ...plan, regions, databases };
}

test('synthesis warns of nothing, so that a warning is read', () => {
  const warnings = Annotations.fromStack(controlPlane({ plan })).findWarning('*', Match.anyValue());
  expect(warnings.map(({ entry }) => entry.data)).toEqual([]);
});
