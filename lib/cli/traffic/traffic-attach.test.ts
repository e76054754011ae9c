import { HERE, LOST, NOW, plan, planWith } from '../../../test/fixtures';
import { awsError, dotted, TrafficWorld } from '../../../test/traffic-world';
import { settlementIn } from '../../domain/traffic';
import { attachTraffic } from '../traffic-attach';

const own = (region: string, EvaluateTargetHealth = false) =>
  dotted({
    Name: `${region}.orders.example.com`,
    Type: 'A',
    AliasTarget: { HostedZoneId: 'Z1', DNSName: 'lb.example.com.', EvaluateTargetHealth },
  });

/** The pilot light stands in both Regions, and the person answers every question alike. */
function smallWorld(answer = true) {
  const world = new TrafficWorld();
  world.records = plan.regions.map((region) => own(region));
  const told: string[] = [];
  const slept: number[] = [];
  const { route53, checkMetrics, dynamoIn, cloudwatchIn } = world;
  const attach = (changes: { plan?: typeof plan; active?: string } = {}) =>
    attachTraffic({
      clients: { route53, checkMetrics, dynamoIn, cloudwatchIn },
      plan,
      ask: async () => answer,
      tell: (line) => void told.push(line),
      clock: { now: () => Date.parse(NOW), sleep: async (milliseconds) => void slept.push(milliseconds) },
      ...changes,
    });
  return { world, told, slept, attach };
}

describe('attaching traffic', () => {
  test('makes alarms, checks and records for home, and Regions keep their own', async () => {
    const { world, told, attach } = smallWorld();
    expect(await attach()).toBe(true);
    expect(settlementIn(plan, world.records)).toEqual({ epoch: 0, serial: 1, active: LOST, attached: [LOST, HERE] });
    expect(world.checks).toHaveLength(6);
    expect(world.alarms.get(LOST)).toEqual(new Set(['understudy-orders-claim-above-0']));
    expect(world.records).toEqual(expect.arrayContaining(plan.regions.map((region) => own(region))));
    expect(told.join('\n')).toContain('- no record\n+ {"AliasTarget"');
  });

  test('changes nothing when it was attached before', async () => {
    const { world, attach } = smallWorld();
    await attach();
    const count = world.changes.length;
    expect(await attach()).toBe(true);
    expect(world.changes.slice(count)).toEqual([]);
  });

  test('changes nothing without a yes', async () => {
    const { world, told, attach } = smallWorld(false);
    expect(await attach()).toBe(false);
    expect(world.changes).toEqual([]);
    expect(told.at(-1)).toBe('nothing was changed');
  });

  test('swaps no record before the checks were observed healthy', async () => {
    const { world, slept, attach } = smallWorld();
    world.isObserved = false;
    expect(await attach()).toBe(false);
    expect(world.changes).not.toContain('ChangeResourceRecordSetsCommand');
    expect(slept.reduce((sum, one) => sum + one, 0)).toBe(900_000);
  });

  test('puts records that somebody has edited right, and shows both', async () => {
    const { world, told, attach } = smallWorld();
    await attach();
    world.records = world.records.map((record) =>
      record.Failover === 'PRIMARY' ? { ...record, SetIdentifier: 'blue' } : record,
    );
    expect(await attach()).toBe(true);
    expect(told.some((line) => line.startsWith('- ') && line.includes('"blue"'))).toBe(true);
    expect(world.records.filter(({ Failover }) => Failover === 'PRIMARY').map((one) => one.SetIdentifier)).toEqual([
      LOST,
    ]);
  });

  test('sends users where a person says, and after that keeps the Region that was said', async () => {
    const { world, attach } = smallWorld();
    await attach({ active: HERE });
    expect(settlementIn(plan, world.records)?.active).toBe(HERE);
    await attach();
    expect(settlementIn(plan, world.records)?.active).toBe(HERE);
  });

  test('takes the next serial number where checks were made and deleted before', async () => {
    const { world, attach } = smallWorld();
    await attach();
    world.records = plan.regions.map((region) => own(region));
    for (const { Id } of [...world.checks]) await world.zoneOf(plan).deleteCheck(Id);
    expect(await attach()).toBe(true);
    expect(settlementIn(plan, world.records)?.serial).toBe(2);
  });

  test.each<[string, (world: TrafficWorld) => void, Parameters<ReturnType<typeof smallWorld>['attach']>[0], string]>([
    [
      "a Region's own record that is judged by its health",
      (world) => {
        world.records = [own(LOST, true), own(HERE)];
      },
      {},
      'judged by its health',
    ],
    [
      'an active Region that cannot be heard',
      (world) => void world.dark.add(LOST),
      { active: LOST },
      'cannot be heard',
    ],
    ['a Region that the plan does not name', () => {}, { active: 'eu-west-1' }, 'is no Region of plan orders'],
    [
      'another strategy',
      () => {},
      { plan: planWith({ traffic: { ...plan.traffic, strategy: 'record-update' } }) },
      'nothing is to attach',
    ],
  ])('refuses %s', async (_, happens, changes, because) => {
    const { world, told, attach } = smallWorld();
    happens(world);
    expect(await attach(changes)).toBe(false);
    expect(world.changes).toEqual([]);
    expect(told.join('\n')).toContain(because);
  });

  test('fails, with no record changed, when Route 53 refuses the batch', async () => {
    const { world, attach } = smallWorld();
    world.answers.set('ChangeResourceRecordSetsCommand', awsError('InvalidChangeBatch'));
    await expect(attach()).rejects.toThrow('InvalidChangeBatch');
    expect(settlementIn(plan, world.records)).toBeUndefined();
  });
});
