import { inRegion, namesOf } from '../../domain/names';
import { claimKey } from '../../domain/table-items';
import { recordsOf } from './picture';
import type { StageProps } from './props';

/** What somebody changes by hand, past every run. */
export interface Edits {
  /** A Region claims to serve under this epoch, although no run of this story has written that. */
  claimByHand(region: string, epoch: number): Promise<void>;
  /** Somebody points the PRIMARY record of the first public name elsewhere. */
  editRecord(): Promise<void>;
}

export function edits({ world, plan, tell }: StageProps): Edits {
  const { dynamodb, pace, route53 } = world.services;
  const [home = '', ...standbys] = plan.regions;
  const say = (because: string) => tell({ at: pace.clock.now(), step: 'World', because });
  return {
    async claimByHand(region, epoch) {
      const text = (S: string) => ({ S });
      const item = {
        ...claimKey(plan.name),
        epoch: { N: String(epoch) },
        runId: text('nobody'),
        at: text(pace.clock.iso()),
      };
      await dynamodb.put({ region, table: namesOf(plan, region).table, item });
      say(`${region} claims epoch ${epoch}, which no other Region has seen`);
    },
    async editRecord() {
      const { hostedZoneId, records } = plan.traffic;
      const [{ name = '', type = 'A', perRegion = '' } = {}] = records;
      const found = await recordsOf(world, plan);
      const old = found.find(
        (record) => record.Name === `${name}.` && record.Type === type && record.Failover === 'PRIMARY',
      );
      if (!old?.AliasTarget) throw new Error(`${name} has no PRIMARY alias to edit`);
      const edited = {
        ...old,
        AliasTarget: { ...old.AliasTarget, DNSName: `${inRegion(perRegion, standbys[0] ?? home)}.` },
      };
      route53.apply(hostedZoneId, [
        { Action: 'DELETE', ResourceRecordSet: old },
        { Action: 'CREATE', ResourceRecordSet: edited },
      ]);
      say(`somebody edits the PRIMARY record of ${name}`);
    },
  };
}
