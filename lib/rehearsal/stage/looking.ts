import { FENCED_OPERATIONS } from '../../domain/history';
import { inRegion, namesOf } from '../../domain/names';
import type { HistoryLine } from '../aws/history';
import { readLock } from '../control-items';
import { evidenceOf, messagesAbout } from '../records';
import { type Picture, pictureOf } from './picture';
import type { StageProps } from './props';
import { asTheWorld } from './the-world';

/** What a story looks at, to say whether its promises hold. */
export interface Looking {
  /** How everything stands now. */
  picture(): Promise<Picture>;
  /** Calls of runs that changed database, stacks or records, or tried to. */
  changesMade(): readonly HistoryLine[];
  /** The epoch of a Region's lock; 0 before the first run. */
  epochIn(region: string): Promise<number>;
  /** Whether the public name was ever answered with the Region's own address. */
  wasAnswered(region: string): boolean;
  /** The active Region, as the parameter of a Region names it to pipelines; `undefined` while there is none. */
  announcedIn(region: string): Promise<string | undefined>;
  /** Whether any run called this operation. */
  wasCalled(operation: string): boolean;
  /** Seconds from the first to the last thing that a step of a run said. */
  stepSeconds(run: string, step: string): number;
  /** How many tasks of a stack's services are to run in a Region. */
  servicesRunning(region: string, stack: string): number;
  /** Whether a message about the run holds these words. */
  wasTold(run: string, words: string): boolean;
  /** Whether the archived evidence of the run holds these words. */
  isInEvidence(run: string, words: string): boolean;
}

export function looking({ world, plan, names, moments }: StageProps): Looking {
  const { services } = world;
  const [record] = plan.traffic.records;
  return {
    picture: () => pictureOf(world, plan),
    changesMade: () =>
      world.history.filter(({ operation, runId }) => runId !== null && FENCED_OPERATIONS.includes(operation)),
    async announcedIn(region) {
      const input = { Name: namesOf(plan, region).activeRegionParameter };
      const asked = asTheWorld<{ Parameter?: { Value?: string } }>(services.ssm.service, {
        region,
        operation: 'GetParameter',
        input,
      });
      return asked.then(
        ({ Parameter }) => Parameter?.Value,
        () => undefined,
      );
    },
    wasCalled: (name) => world.history.some(({ operation, runId }) => runId !== null && operation === name),
    stepSeconds(run, name) {
      const said = moments.filter(({ run: of, step }) => of === run && step === name).map(({ at }) => at);
      return said.length === 0 ? 0 : (Math.max(...said) - Math.min(...said)) / 1000;
    },
    servicesRunning: (region, stack) => services.ecs.desiredCountOf({ region, stack }),
    epochIn: async (region) => (await readLock(services.dynamodb, plan, region))?.epoch ?? 0,
    wasAnswered: (region) => {
      const own = services.route53.answer(inRegion(record?.perRegion ?? '', region), 'A');
      const addresses = Array.isArray(own) ? own.flatMap(({ values }) => values) : [];
      return addresses.some((address) => names.answered.has(address));
    },
    wasTold: (run, words) => messagesAbout(world, plan, run).some((message) => message.includes(words)),
    isInEvidence: (run, words) => JSON.stringify(evidenceOf(world, namesOf(plan, regionIn(run)), run)).includes(words),
  };
}

const regionIn = (run: string): string => run.split(':')[3] ?? '';
