/** The word that `serve-signal` answers when this Region has claimed an epoch above the one asked about. */
export const CLAIMED = 'CLAIMED';
/** The word it answers otherwise. */
export const CLEAR = 'CLEAR';

/** Path of the signal: "does this Region claim an epoch above `settledEpoch`?" */
export const claimPath = (settledEpoch: number): string => `/claim/${settledEpoch}`;
