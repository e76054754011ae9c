import { isDeepStrictEqual } from 'node:util';
import type { Scenario } from '../scenario';
import type { Stage } from './stage';

export interface TamperedRelease {
  readonly story: string;
  /** Words of the sentence with which the release is refused. */
  readonly because: string;
  tamper(stage: Stage): void | Promise<void>;
}

/**
 * The home Region is lost, and somebody has been at the release of the standby. The run is refused before its first
 * change: no promotion, no stack, no claim.
 */
export const tamperedRelease = ({ story, because, tamper }: TamperedRelease): Scenario => ({
  story: `${story}, and the home Region is lost`,
  expected: 'Refused',
  timeline: ['World: is lost', 'ConfirmOutage: is down', `CheckReadiness: ${because}`, 'Refused:'],
  async play(stage) {
    await stage.settle();
    await stage.ordersFlow();
    await tamper(stage);
    await stage.loseRegion(stage.home);
    const before = await stage.picture();
    const run = await stage.runIsAdmitted(stage.standby);
    // It would start one run after the other, each refused like the first.
    stage.silence(stage.standby, 'watch-region');
    stage.isAbout(run);
    await stage.runEnds(run);
    await stage.everyRunEnds();
    stage.holds('writer, DNS, stacks and claims are as they were', isDeepStrictEqual(await stage.picture(), before));
    stage.holds('no call was made that changes database, stacks or records', stage.changesMade().length === 0);
    stage.holds('the operators are told why', stage.wasTold(run, because));
  },
});
