import { act, type Decision, done } from '../../../lib/domain/decision';
import { stacksWithIds } from '../../../lib/domain/stack-ids';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listedOrCounted } from '../../../lib/domain/text';
import { costTold, isWarm, kept, type Warm } from '../../../lib/domain/warm';
import type { keepWarm } from './step';

/** What is written down about this Region. */
export interface Seen {
  /** @default nobody ever prewarmed it */
  readonly warm: Warm | undefined;
}

/** Write down that this Region is kept warm by this run. */
export interface Keep {
  /** ISO 8601 UTC. */
  readonly until: string;
  readonly next: Warm;
}

type Input = InputOf<typeof keepWarm>;

/** Written down once by each run: a prewarm while it is warm makes it last longer. */
export function decide({ warm }: Seen, input: Input): Decision<Keep, OutputOf<typeof keepWarm>> {
  const { plan, region, epoch, run, now, deployStacks } = input;
  const stacks = stacksOf(input);
  if (warm && isWarm(warm) && warm.epoch === epoch) {
    return done({ until: warm.until, stacks: stacks.length }, keptSentence(warm, input));
  }
  const { release } = deployStacks;
  const { prewarmSeconds } = plan;
  const next = kept(warm, { epoch, release, stacks, startedAt: run.startedAt, now, prewarmSeconds });
  return act({ until: next.until, next }, `writing down that ${region} is kept warm until ${next.until}`);
}

const stacksOf = ({ deployStacks: { release, uniqueIds = [] }, ...place }: Input) =>
  stacksWithIds(place, { release, uniqueIds });

function keptSentence({ since, until, release }: Warm, input: Input): string {
  const { plan, region } = input;
  const names = stacksOf(input).map(({ name }) => name);
  const what = names.length === 0 ? release : `${listedOrCounted(names, 'stacks')} of ${release}`;
  const cost = plan.prewarm ? `; ${costTold(plan.prewarm, { from: since, until })}` : '';
  return `${region} is kept warm with ${what} until ${until}, and then they are retired${cost}`;
}
