import { tamperedRelease } from '../stage/tampered-release';

/** The bytes of a template change where they are stored: version and manifest are the ones that were signed. */
export const scenario = tamperedRelease({
  // F-65
  story: 'one byte of a staged template is flipped',
  because: 'is not what was signed: its SHA-256 is',
  tamper: (stage) => stage.flipByte(stage.standby),
});
