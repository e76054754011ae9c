import { inRegion } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import type { NameAnswer, ZoneDns } from '../../edge/dns';
import type { SeenRecord } from './decide';
import type { verifyTraffic } from './step';

/** The public records of the plan, asked of the zone's own name servers. Nothing is ever changed. */
export const records = ({ dns }: { dns: ZoneDns }) => ({
  async look({ plan, region, confirmOutage }: InputOf<typeof verifyTraffic>): Promise<SeenRecord[]> {
    const wanted = plan.traffic.records;
    const answersFor = (nameOf: (record: (typeof wanted)[number]) => string) =>
      dns.ask(wanted.map((record) => ({ name: nameOf(record), type: record.type })));
    const [answers, here, lost] = await Promise.all([
      answersFor(({ name }) => name),
      answersFor(({ perRegion }) => inRegion(perRegion, region)),
      answersFor(({ perRegion }) => inRegion(perRegion, confirmOutage.lostRegion)),
    ]);
    return wanted.map(({ name, type }, index) => ({
      name,
      type,
      answer: answers[index] ?? missing(name),
      expected: here[index] ?? missing(name),
      lost: lost[index] ?? missing(name),
    }));
  },
  perform: async () => {},
});

const missing = (name: string): NameAnswer => ({ outcome: 'unreachable', because: `${name} was not answered` });
