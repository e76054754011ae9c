import type { SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, namesOf, REGION_DOWN_METRIC } from '../../domain/names';
import type { StageProps } from './props';
import { asTheWorld } from './the-world';

/** What a story lets alarms, events and the witness say. */
export interface Noise {
  /** Somebody sets the alarm of a Region's watch by hand. */
  setAlarm(region: string, state: 'ALARM' | 'OK'): Promise<void>;
  /** Somebody sets the alarm on the risk of the active Region, in the Region that would be warmed. */
  setRiskAlarm(region: string): Promise<void>;
  /** Nothing of Route 53's control plane answers any more; DNS and health checks go on. */
  loseRoute53(): void;
  /** Nothing reaches this trigger's function through EventBridge any more. @param slug folder of the trigger */
  silence(region: string, slug: string): void;
  /** The witness sees a Region alive, whatever happens to it. @returns ends that */
  witnessIsFooled(region: string): () => void;
}

/** More often than the watch of a witness would write. */
const WRITE_EVERY_MILLISECONDS = 250;

export function noise({ world, plan, tell }: StageProps): Noise {
  const { cloudwatch, events, pace } = world.services;
  const say = (because: string) => tell({ at: pace.clock.now(), step: 'World', because });
  const silence: Noise['silence'] = (region, slug) => {
    events.pause({ region, functionName: namesOf(plan, region).lambda(slug) });
    say(`nothing reaches ${slug} of ${region} any more`);
  };
  const setState = async (region: string, AlarmName: string, StateValue: 'ALARM' | 'OK') => {
    const input: SetAlarmStateInput = { AlarmName, StateValue, StateReason: 'set by hand' };
    await asTheWorld(cloudwatch.service, { region, operation: 'SetAlarmState', input });
  };
  return {
    setAlarm: (region, state) => setState(region, namesOf(plan, region).alarm, state),
    async setRiskAlarm(region) {
      await setState(region, namesOf(plan, region).riskAlarm, 'ALARM');
      say(`somebody sets the alarm on the risk, in ${region}`);
    },
    loseRoute53() {
      world.faults.silence('route53');
      say('the control plane of Route 53 is down');
    },
    silence,
    witnessIsFooled(region) {
      const { witness = '' } = plan.watch;
      silence(witness, 'watch-region');
      const dimensions = { Plan: plan.name, Region: region };
      const stopped = new AbortController();
      const fool = async () => {
        while (!stopped.signal.aborted) {
          cloudwatch.putMetric({
            region: witness,
            namespace: METRIC_NAMESPACE,
            name: REGION_DOWN_METRIC,
            dimensions,
            value: 0,
          });
          await pace.clock.sleep(WRITE_EVERY_MILLISECONDS, stopped.signal).catch(() => {});
        }
      };
      void fool();
      return () => {
        stopped.abort();
        events.resume({ region: witness, functionName: namesOf(plan, witness).lambda('watch-region') });
        say('the witness sees it too');
      };
    },
  };
}
