import { tamperedRelease } from '../stage/tampered-release';

/** Everything fits together, and the key is not the team's. */
export const scenario = tamperedRelease({
  story: 'the staged manifest is signed with a key that the plan does not pin',
  because: 'which the plan does not pin',
  tamper: (stage) => stage.signAsAStranger(stage.standby),
});
