import { S3Client } from '@aws-sdk/client-s3';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { releasesIn } from '../../release/publish/history';
import { openSession } from '../aws/signed-session';
import { JSON_FLAG, WORLD_FLAG } from '../flags';
import { planInUse, worldOf } from '../plan-in-use';
import { printJson, printLines } from '../print';
import { defineCommand } from '../usage';
import { tellingFailure } from './failed';
import { listedLines, problemsIn } from './listed-lines';

/** `understudy release list` */
export const list = defineCommand({
  name: 'list',
  purpose: 'Says what a takeover in each Region would deploy now, and what was published there before.',
  flags: { json: JSON_FLAG, world: WORLD_FLAG },
  examples: ['understudy release list', 'understudy release list --json'],
  exitCodes: { 0: 'a takeover in every Region would deploy its current release', 1: 'one would not' },
  async run({ values }) {
    const session = openSession(worldOf(values.world));
    return tellingFailure(values, async () => {
      const plan = planInUse();
      const now = isoAt(systemClock.now());
      const regions = await Promise.all(
        plan.regions.map((region) => releasesIn(new S3Client(session.settings(region)), { plan, region, now })),
      );
      const problems = problemsIn(regions);
      if (values.json) printJson({ regions, problems, findings: [] }, 2);
      else printLines(listedLines(regions, plan.release));
      return problems.length === 0 ? 0 : 1;
    });
  },
});
