import { simulate } from '../simulation';
import { createGrantsDecider } from './grants';
import { type Ground, type Removed, removed } from './removal';
import { TALES, type Tale } from './tales';

/** A tale to be played as it is, or some of them with one grant taken away. */
export type TaleJob =
  | { readonly tale: string }
  /** `without` is the key of the grant. */
  | { readonly tales: readonly string[]; readonly without: string };

/** Which grants a tale needs. */
export interface Uses {
  /** Keys of all that the product's roles were given. */
  readonly all: readonly string[];
  /** Keys of grants that alone allowed some request. */
  readonly needed: readonly string[];
}

export const playTale = (ground: Ground, job: TaleJob): Promise<Uses | Removed> =>
  'tale' in job ? usesIn(ground, job.tale) : removed(ground, job);

/** Plays a tale with everything that is granted. */
export async function usesIn({ prepared, ownRoles }: Ground, tale: string): Promise<Uses> {
  const iam = createGrantsDecider({ ownRoles });
  await simulate({
    ...{ prepared, seed: 1, faults: [], iam },
    async story(simulation) {
      simulation.close();
      await (TALES[tale] as Tale)(simulation);
    },
  });
  return { all: [...iam.all], needed: [...iam.needed] };
}
