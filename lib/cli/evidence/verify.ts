import { existsSync, readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { type KeptOfRun, type Verified, verifiedEvidence } from '../../domain/evidence-verified';
import { printable } from '../../domain/text';
import { evidenceLines, verdictLines } from '../../report/evidence-lines';
import { openSession } from '../aws/signed-session';
import { planInUse, worldOf } from '../plan-in-use';
import { printJson } from '../print';
import { JSON_HELP, WORLD_HELP } from '../release/flag-help';
import { isRun, regionOfRun } from '../run-word';
import { type Command, readArguments, UsageError } from '../usage';
import { keptOfRun } from './kept';

const FLAGS = { json: { type: 'boolean' }, world: { type: 'string' } } as const;

/** `understudy evidence verify <run>|<file>` */
export const verify: Command = {
  name: 'verify',
  usage: '<run>|<file> [--json] [--world <url>]',
  purpose: 'Verifies the hash chain of a run: its archive under Object Lock, and the table; or a copy of the archive.',
  flags: { json: JSON_HELP, world: WORLD_HELP },
  exitCodes: '0 it is what was written, 1 it is not or cannot be read, 2 written wrongly',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    const [word = '', ...more] = words;
    if (word === '' || more.length > 0) throw new UsageError('evidence verify takes the ARN of one run, or one file');
    const verified = verifiedEvidence(isRun(word) ? await keptIn(word, worldOf(values.world)) : copyIn(word));
    if (values.json) printJson(asJson(word, verified), 2);
    else
      for (const line of [...evidenceLines(verified.records), ...verdictLines(word, verified)])
        console.log(printable(line));
    return verified.problems.length === 0 ? 0 : 1;
  },
};

async function keptIn(runId: string, world: string | undefined): Promise<KeptOfRun> {
  const plan = planInUse();
  const region = regionOfRun(plan, runId, 'evidence verify');
  const settings = openSession(world).settings(region);
  const clients = { s3: new S3Client(settings), dynamo: new DynamoDBClient(settings) };
  return keptOfRun(clients, { plan, region, runId, now: isoAt(systemClock.now()) });
}

/** A copy proves its chain alone: whoever made it could have computed another. */
function copyIn(file: string): KeptOfRun {
  if (!existsSync(file)) {
    throw new UsageError(`evidence verify takes the ARN of a run or a file, and ${JSON.stringify(file)} is neither`);
  }
  const version = { versionId: 'in the file', text: readFileSync(file, 'utf8') };
  return { key: '', versions: [version], isHidden: false, isLocked: false, now: isoAt(systemClock.now()) };
}

const asJson = (run: string, { problems, records, document }: Verified) => ({
  run,
  isWhole: problems.length === 0,
  problems,
  verb: document?.run.verb,
  region: document?.run.region,
  planSha256: document?.run.planSha256,
  records,
});
