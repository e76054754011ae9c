import { tamperedRelease } from '../stage/tampered-release';

/** Whoever may write to the bucket adds a version of a template and lets the manifest name it. */
export const scenario = tamperedRelease({
  // F-65
  story: 'the staged manifest names a version of a template that nobody signed',
  because: 'was changed after it was signed',
  tamper: (stage) => stage.swapVersion(stage.standby),
});
