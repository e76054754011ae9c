import { inRegion } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import type { NameAnswer, ZoneDns } from '../../edge/dns';
import type { SeenRecord } from './decide';
import type { verifyTraffic } from './step';

/** The public records of the plan, asked of the zone's own name servers. Nothing is ever changed. */
export const records = ({ dns }: { dns: ZoneDns }) => ({
  async look({ plan, region }: InputOf<typeof verifyTraffic>): Promise<SeenRecord[]> {
    const wanted = plan.traffic.records;
    const [publicNames, ownNames] = await Promise.all([
      dns.ask(wanted.map(({ name, type }) => ({ name, type }))),
      dns.ask(wanted.map(({ perRegion, type }) => ({ name: inRegion(perRegion, region), type }))),
    ]);
    return wanted.map(({ name, type }, index) => ({
      name,
      type,
      answer: publicNames[index] ?? missing(name),
      expected: ownNames[index] ?? missing(name),
    }));
  },
  perform: async () => {},
});

const missing = (name: string): NameAnswer => ({ outcome: 'unreachable', because: `${name} was not answered` });
