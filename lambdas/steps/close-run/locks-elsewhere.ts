import { namesOf } from '../../../lib/domain/names';
import type { StepContext } from '../../../lib/domain/step';
import { standingOfVerb } from '../../../lib/domain/verbs';
import type { Sends } from '../../edge/clients';
import { lockTable } from '../../edge/lock-table';
import type { Act, SeenEnding, Trouble } from './decide';
import { orTrouble, troubleOf } from './trouble';

type Release = Extract<Act, { kind: 'release' }>;

/** The locks of the other Regions, which a planned run holds too. @param dynamoOf DynamoDB of each Region */
export function locksElsewhere(dynamoOf: (region: string) => Sends) {
  const lockIn = (region: string, { plan }: Pick<StepContext, 'plan'>) =>
    lockTable(dynamoOf(region), { plan: plan.name, names: namesOf(plan, region) });

  return {
    /** Nothing for a run that holds only its own Region's. */
    look(input: StepContext): Promise<NonNullable<SeenEnding['elsewhere']>> {
      const { plan, region: here, run } = input;
      const isPlanned = standingOfVerb(run.verb).takes === 'every';
      const others = isPlanned ? plan.regions.filter((region) => region !== here) : [];
      return Promise.all(
        others.map(async (region) => ({ region, lock: await orTrouble(lockIn(region, input).read(), input) })),
      );
    },

    /** @returns why it could not be given back; `undefined` also when it is no longer this run's */
    release: (
      { region, epoch, lastRun }: Omit<Release, 'kind'> & { readonly region: string },
      input: StepContext,
    ): Promise<Trouble | undefined> => troubleOf(lockIn(region, input).release(input.run.id, epoch, lastRun), input),
  };
}
