import { inRegion } from '../../../lib/domain/names';
import type { InputOf } from '../../../lib/domain/step';
import type { NameAnswer, ZoneDns } from '../../edge/dns';
import type { SeenRecord } from './decide';
import type { verifyTraffic } from './step';

/** The public records of the plan, asked of the zone's own name servers. Nothing is ever changed. */
export const records = ({ dns }: { dns: ZoneDns }) => ({
  async look({ plan, region }: InputOf<typeof verifyTraffic>): Promise<SeenRecord[]> {
    const wanted = plan.traffic.records;
    const answersFor = (nameOf: (record: (typeof wanted)[number]) => string) =>
      dns.ask(wanted.map((record) => ({ name: nameOf(record), type: record.type })));
    const answersOf = (at: string) => answersFor(({ perRegion }) => inRegion(perRegion, at));
    const others = plan.regions.filter((other) => other !== region);
    const [answers, here, elsewhere] = await Promise.all([
      answersFor(({ name }) => name),
      answersOf(region),
      Promise.all(others.map(async (other) => ({ region: other, answers: await answersOf(other) }))),
    ]);
    return wanted.map(({ name, type }, index) => ({
      name,
      type,
      answer: answers[index] ?? missing(name),
      expected: here[index] ?? missing(name),
      elsewhere: elsewhere.map((at) => ({ region: at.region, answer: at.answers[index] ?? missing(name) })),
    }));
  },
  perform: async () => {},
});

const missing = (name: string): NameAnswer => ({ outcome: 'unreachable', because: `${name} was not answered` });
