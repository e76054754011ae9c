import type { InputOf } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import type { RecordChange } from '../../../lib/domain/traffic';
import type { Sends } from '../../edge/clients';
import { reading } from '../../edge/reading';
import { planZone } from '../../edge/route53';
import type { SeenRecords } from './seen';
import type { shiftTraffic } from './step';

type Input = InputOf<typeof shiftTraffic>;

/** The team's own failover records, changed by compare-and-swap. */
export const failoverRecordSets = ({ route53 }: { route53: Sends }) => ({
  async look({ plan }: Input): Promise<SeenRecords> {
    const records = await reading('route53:ListResourceRecordSets', planZone(route53, plan).records());
    return { strategy: 'record-update', records };
  },
  /** @returns why the change was not made; the next look tells whether it was made all the same */
  async perform(changes: readonly RecordChange[], { plan }: Input): Promise<string | undefined> {
    const made = await reading('route53:ChangeResourceRecordSets', planZone(route53, plan).change(changes));
    return made.outcome === 'read' ? undefined : oneLine(made.because);
  },
});
