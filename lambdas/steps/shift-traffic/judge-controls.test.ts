import { HERE, inputFor, LOST, NOW, plan, planWith, RUN_ID } from '../../../test/fixtures';
import type { Sends } from '../../edge/clients';
import { judgeControls } from './judge-controls';
import { routingControls } from './routing-controls';
import type { SeenControls } from './seen';
import { shiftTraffic } from './step';

const panel = 'arn:aws:route53-recovery-control::111122223333:controlpanel/0a/routingcontrol';
const controls = { [LOST]: `${panel}/01`, [HERE]: `${panel}/02` };
const endpoints = { 'eu-west-1': 'https://one.example.com', 'us-east-1': 'https://two.example.com' };
const switched = planWith({
  traffic: { ...plan.traffic, strategy: 'routing-control', routingControl: { endpoints, controls } },
});
const input = inputFor(shiftTraffic, { plan: switched });
const entries = [
  { RoutingControlArn: `${panel}/01`, RoutingControlState: 'Off' },
  { RoutingControlArn: `${panel}/02`, RoutingControlState: 'On' },
] as const;
const judged = (isOn: SeenControls['isOn'], answer?: string) =>
  judgeControls({ strategy: 'routing-control', isOn, answer }, { epoch: 101, runId: RUN_ID, at: NOW }, input);
const states = (lost: boolean, here: boolean) => ({ outcome: 'read', value: { [LOST]: lost, [HERE]: here } }) as const;

describe('routing-control', () => {
  test('switches this Region on and the others off, in one call', () => {
    expect(judged(states(true, false))).toMatchObject({ kind: 'act', act: { kind: 'switch-controls', entries } });
  });

  test.each([
    ['is done when only this Region is on', states(false, true), 'done'],
    ['goes on while the lost Region is on too', states(true, true), 'act'],
    ['goes on while none is on', states(false, false), 'act'],
  ])('%s', (_, isOn, kind) => {
    expect(judged(isOn).kind).toBe(kind);
  });

  test('waits with the exact command while no endpoint answers, or the change was not taken', () => {
    const command = `--endpoint-url https://one.example.com --update-routing-control-state-entries '${JSON.stringify(entries)}'`;
    for (const decision of [
      judged({ outcome: 'unknown', because: 'silence' }),
      judged(states(true, false), 'Conflict'),
    ]) {
      expect(decision).toMatchObject({ kind: 'wait', because: expect.stringContaining(command) });
    }
  });

  test('refuses what it may not read', () => {
    expect(judged({ outcome: 'failed', name: 'AccessDenied', because: 'denied' }).kind).toBe('refuse');
  });
});

/** A cluster whose endpoints in some Regions do not answer. */
function cluster(silent: readonly string[]) {
  const world = {
    asked: [] as string[],
    state: { [`${panel}/01`]: 'On', [`${panel}/02`]: 'Off' } as Record<string, string>,
  };
  const clusterAt = ({ region }: { region: string }): Sends => ({
    async send({ input: sent }) {
      world.asked.push(region);
      const answer = { name: 'EndpointTemporarilyUnavailableException', $metadata: { httpStatusCode: 503 } };
      if (silent.includes(region)) throw Object.assign(new Error('not now'), answer);
      for (const entry of sent.UpdateRoutingControlStateEntries ?? []) {
        world.state[entry.RoutingControlArn] = entry.RoutingControlState;
      }
      return { RoutingControlState: world.state[sent.RoutingControlArn] };
    },
  });
  return { world, moves: routingControls({ clusterAt }) };
}

describe('the cluster', () => {
  test('is asked at the next endpoint when one does not answer', async () => {
    const { world, moves } = cluster(['eu-west-1']);
    expect(await moves.look(input)).toMatchObject({
      isOn: { outcome: 'read', value: { [LOST]: true, [HERE]: false } },
    });
    expect(new Set(world.asked)).toEqual(new Set(['eu-west-1', 'us-east-1']));
  });

  test('is changed at the first endpoint that answers, and there only', async () => {
    const { world, moves } = cluster([]);
    expect(await moves.perform(entries, input)).toBeUndefined();
    expect(world.asked).toEqual(['eu-west-1']);
    expect(await moves.look(input)).toMatchObject({ isOn: { value: { [LOST]: false, [HERE]: true } } });
  });

  test('says why it was not changed when no endpoint answers', async () => {
    const { moves } = cluster(Object.keys(endpoints));
    expect(await moves.perform(entries, input)).toContain('EndpointTemporarilyUnavailableException');
    expect(await moves.look(input)).toMatchObject({ isOn: { outcome: 'unknown' } });
  });
});
