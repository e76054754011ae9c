import { tamperedRelease } from '../stage/tampered-release';

/** Every signature holds, but the release is not the newest: a hole that was closed since would be open again. */
export const scenario = tamperedRelease({
  // F-67
  story: 'an older signed manifest is put back in the place of the newest',
  because: 'was rolled back',
  tamper: (stage) => stage.rollBack(stage.standby),
});
