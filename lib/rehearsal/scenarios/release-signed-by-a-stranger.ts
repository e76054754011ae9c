import { tamperedRelease } from '../stage/tampered-release';

/** Everything fits together, and the key is not the team's. */
export const scenario = tamperedRelease({
  // F-66
  story: 'the staged manifest is signed with a key that the plan does not pin',
  because: 'which the plan does not pin',
  tamper: (stage) => stage.signAsAStranger(stage.standby),
});
