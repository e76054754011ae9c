import type { SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { METRIC_NAMESPACE, namesOf, REGION_DOWN_METRIC } from '../../domain/names';
import type { StageProps } from './props';
import { asTheWorld } from './the-world';

/** What a story lets alarms, events and the witness say. */
export interface Noise {
  /** Somebody sets the alarm of a Region's watch by hand. */
  setAlarm(region: string, state: 'ALARM' | 'OK'): Promise<void>;
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
  return {
    async setAlarm(region, state) {
      const input: SetAlarmStateInput = {
        AlarmName: namesOf(plan, region).alarm,
        StateValue: state,
        StateReason: 'set by hand',
      };
      await asTheWorld(cloudwatch.service, { region, operation: 'SetAlarmState', input });
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
