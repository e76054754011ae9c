/**
 * How much shorter than in AWS the modelled durations are: promotion, stack creation, alarm periods, schedules and
 * health-check intervals. Everything that is Understudy's own runs in real seconds.
 */
export const SCALE = 20;

/** Beyond this, an alarm period would be shorter than a real probe takes. */
export const SCALE_MAX = 60;
