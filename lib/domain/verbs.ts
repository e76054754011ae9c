/**
 * Verbs of Understudy: one state machine each, so that IAM can grant each to different people.
 *
 * `failover`, `switchover`: this Region becomes the active one. `drill`, `prewarm`: the standby is proven, or made
 * ready ahead of time. `check`: would a failover work now. The rest keeps house: `settle` makes the DNS records say for
 * good who is active, `stand-down` fences a Region that another one has replaced, `retire` removes what nothing refers
 * to.
 */
export const VERBS = ['failover', 'switchover', 'drill', 'prewarm', 'check', 'settle', 'stand-down', 'retire'] as const;
export type Verb = (typeof VERBS)[number];

/** How a verb's runs stand to other runs of the plan. */
export interface Standing {
  /**
   * Whose items a run takes. `asks`: that of its own Region, once the others were heard. `every`: that of every Region,
   * or none. `own`: that of its own Region alone. `none`: it reads, and changes nothing.
   */
  readonly takes: 'asks' | 'every' | 'own' | 'none';
  /** Whether it works under an epoch of its own. Upkeep goes on under the one that stands. */
  readonly isNewEpoch: boolean;
  /** Whether any run that does not give way itself takes the lock from it at once; its next change then fails. */
  readonly givesWay: boolean;
  /**
   * Whether it may take away what others could serve with: live stacks, or tasks of their services. A call of it that
   * was under way when it gave way does so behind the back of whoever has the lock by then.
   */
  readonly takesAway: boolean;
  /** Whether it moves users: its end holds the next automatic failover back for the plan's cooldown. */
  readonly movesUsers: boolean;
}

const REPLACING = { isNewEpoch: true, givesWay: false, takesAway: true, movesUsers: true } as const;
const PROVING = { takes: 'own', isNewEpoch: true, givesWay: true, movesUsers: false } as const;
const UPKEEP = { takes: 'own', isNewEpoch: false, givesWay: true, movesUsers: false } as const;

const STANDINGS: Readonly<Record<Verb, Standing>> = {
  failover: { takes: 'asks', ...REPLACING },
  switchover: { takes: 'every', ...REPLACING },
  drill: { ...PROVING, takesAway: false },
  prewarm: { ...PROVING, takesAway: true },
  check: { takes: 'none', isNewEpoch: false, givesWay: true, takesAway: false, movesUsers: false },
  settle: { ...UPKEEP, takesAway: false },
  'stand-down': { ...UPKEEP, takesAway: true },
  retire: { ...UPKEEP, takesAway: true },
};

export const standingOfVerb = (verb: Verb): Standing => STANDINGS[verb];

/** Reads a verb from outside; whatever else it is counts as a failover, which gives way to nothing. */
export const verbFrom = (text: string | undefined): Verb => VERBS.find((verb) => verb === text) ?? 'failover';
