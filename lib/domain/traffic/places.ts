/** What is known now of a Region of the plan, as far as its signals are to be listened to. */
export interface SeenPlace {
  readonly region: string;
  /** 0 when it has never claimed; `undefined` while it cannot be read. */
  readonly claimEpoch: number | undefined;
  /** Host of its `serve-signal`; `undefined` while it cannot be read. */
  readonly signalHost: string | undefined;
  /** Names of its claim alarms; `undefined` while they cannot be read. */
  readonly alarms: readonly string[] | undefined;
  /** Why something of it is not known. */
  readonly because: readonly string[];
}

/** A place whose signals can be listened to. */
export type HeardPlace = SeenPlace & {
  readonly claimEpoch: number;
  readonly signalHost: string;
  readonly alarms: readonly string[];
};

/** Whether a place's claim is known and its signals can be listened to. */
export const isHeard = (place: SeenPlace): place is HeardPlace =>
  place.claimEpoch !== undefined && place.signalHost !== undefined && place.alarms !== undefined;
