/** A release stays this much longer than a takeover may deploy it, so that none disappears under a run. */
const RELEASE_MARGIN_DAYS = 7;
const HOURS_PER_DAY = 24;

/** How long nobody can delete or alter an object of a release, in whole days since it was published. */
export const retentionDaysOf = (release: { readonly ageHoursMax: number }): number =>
  Math.ceil(release.ageHoursMax / HOURS_PER_DAY) + RELEASE_MARGIN_DAYS;
