import { S3Client } from '@aws-sdk/client-s3';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { type ListedRegion, releasesIn } from '../../release/publish/history';
import { openSession } from '../aws/signed-session';
import { planInUse, worldOf } from '../plan-in-use';
import { printJson } from '../print';
import { type Command, readArguments, UsageError } from '../usage';
import { listedLines } from './listed-lines';

const FLAGS = { json: { type: 'boolean' }, world: { type: 'string' } } as const;

/** `understudy release list` */
export const list: Command = {
  name: 'list',
  usage: '[--json] [--world <url>]',
  purpose: 'Says what a takeover in each Region would deploy now, and what was published there before.',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    if (words.length > 0) throw new UsageError(`release list takes no words, got ${words.join(' ')}`);
    const plan = planInUse();
    const session = openSession(worldOf(values.world));
    const now = isoAt(systemClock.now());
    const regions = await Promise.all(
      plan.regions.map((region) => releasesIn(new S3Client(session.settings(region)), { plan, region, now })),
    );
    if (values.json) printJson({ regions }, 2);
    else for (const line of listedLines(regions, plan.release)) console.log(line);
    return regions.every(isFine) ? 0 : 1;
  },
};

/** Whether a takeover there would deploy the current release, as far as its manifest says. */
const isFine = ({ current, problems }: ListedRegion) => current?.problems.length === 0 && problems.length === 0;
