import { S3Client } from '@aws-sdk/client-s3';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { releasesIn } from '../../release/publish/history';
import { openSession } from '../aws/signed-session';
import { planInUse, worldOf } from '../plan-in-use';
import { printJson, printLines } from '../print';
import { type Command, readArguments, UsageError } from '../usage';
import { tellingFailure } from './failed';
import { JSON_HELP, WORLD_HELP } from './flag-help';
import { listedLines, problemsIn } from './listed-lines';

const FLAGS = { json: { type: 'boolean' }, world: { type: 'string' } } as const;

/** `understudy release list` */
export const list: Command = {
  name: 'list',
  usage: '[--json] [--world <url>]',
  purpose: 'Says what a takeover in each Region would deploy now, and what was published there before.',
  flags: { json: JSON_HELP, world: WORLD_HELP },
  exitCodes: '0 a takeover in every Region would deploy its current release, 1 one would not, 2 written wrongly',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    if (words.length > 0) throw new UsageError(`release list takes no words, got ${words.join(' ')}`);
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
};
