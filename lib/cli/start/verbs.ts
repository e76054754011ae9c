import { VERBS, type Verb } from '../../domain/verbs';

/** What a person must know of a verb before they start it; docs/verbs.md says the rest. */
export interface Starting {
  /** The Regions that it makes sense in. */
  readonly where: 'standby' | 'active' | 'any';
  /**
   * What a person is asked before it starts. `account`: the account's id, typed, because nothing undoes a promotion.
   * `yes`: a word, because it changes something that can be undone. `nothing`: it only reads.
   */
  readonly asks: 'account' | 'yes' | 'nothing';
  /** For a person who is to agree: what it will do. */
  readonly does: string;
}

export const STARTING: Readonly<Record<Verb, Starting>> = {
  failover: {
    where: 'standby',
    asks: 'account',
    does: 'promotes the database there, with the data loss that the plan allows, and moves users',
  },
  switchover: {
    where: 'standby',
    asks: 'account',
    does: 'fences the active Region, moves the writer without losing data, and moves users',
  },
  drill: {
    where: 'standby',
    asks: 'yes',
    does: 'deploys the release under names of its own, proves it, and removes it',
  },
  prewarm: { where: 'standby', asks: 'yes', does: 'deploys and proves the release, and keeps it for a while' },
  check: { where: 'any', asks: 'nothing', does: 'reads what a failover would need' },
  settle: { where: 'active', asks: 'yes', does: 'makes the records say for good that users are served there' },
  'stand-down': { where: 'standby', asks: 'yes', does: 'fences that Region, which another one has replaced' },
  retire: { where: 'any', asks: 'yes', does: 'removes the stacks that neither DNS nor a run refers to' },
};

/** Verbs that nothing takes back. */
export const ONE_WAY = VERBS.filter((verb) => STARTING[verb].asks === 'account');
