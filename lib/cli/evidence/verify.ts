import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { type KeptOfRun, type Verified, verifiedEvidence } from '../../domain/evidence-verified';
import { evidenceLines, verdictLines } from '../../report/evidence-lines';
import { openSession } from '../aws/signed-session';
import { JSON_FLAG, RUN_EXAMPLE, WORLD_FLAG } from '../flags';
import { planInUse, worldOf } from '../plan-in-use';
import { printJson, printLines } from '../print';
import { isRun, regionOfRun } from '../run-word';
import { defineCommand, UsageError } from '../usage';
import { copyOf } from './copy';
import { keptOfRun } from './kept';

/** `understudy evidence verify <run>|<file>` */
export const verify = defineCommand({
  name: 'verify',
  purpose: 'Verifies the hash chain of a run: its archive under Object Lock, and the table; or a copy of the archive.',
  words: [{ shown: '<run|file>', help: 'the ARN of one run, or one file' }],
  flags: {
    save: { value: '<file>', help: 'keeps a copy of the archive there, as it was written first' },
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: [
    `understudy evidence verify ${RUN_EXAMPLE} --save run-1.json`,
    'understudy evidence verify run-1.json   # a copy of an archive, without AWS',
  ],
  exitCodes: { 0: 'it is what was written', 1: 'it is not, or cannot be read' },
  async run({ values, words: [word = ''] }) {
    const isCopy = !isRun(word);
    const kept = isCopy ? copyIn(word) : await keptIn(word, worldOf(values.world));
    const verified = verifiedEvidence(kept);
    if (values.save !== undefined) save(kept, values.save);
    if (values.json) printJson(asJson(word, verified), 2);
    else printLines(linesOf(word, verified, isCopy));
    return verified.problems.length === 0 ? 0 : 1;
  },
});

const linesOf = (word: string, verified: Verified, isCopy: boolean): string[] => [
  ...evidenceLines(verified.records),
  ...verdictLines(word, verified, isCopy),
];

/** The archive as it was written first, for whoever keeps or examines it elsewhere. @throws UsageError */
function save({ versions: [first] }: KeptOfRun, file: string): void {
  if (existsSync(file)) throw new UsageError(`--save ${file}: the file is there already; name another one`);
  if (first) writeFileSync(file, first.text);
}

async function keptIn(runId: string, world: string | undefined): Promise<KeptOfRun> {
  const plan = planInUse();
  const region = regionOfRun(plan, runId, 'evidence verify');
  const settings = openSession(world).settings(region);
  const clients = { s3: new S3Client(settings), dynamo: new DynamoDBClient(settings) };
  return keptOfRun(clients, { plan, region, runId, now: isoAt(systemClock.now()) });
}

function copyIn(file: string): KeptOfRun {
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new UsageError(`evidence verify takes the ARN of a run or a file, and ${JSON.stringify(file)} is neither`);
  }
  return copyOf(readFileSync(file, 'utf8'));
}

/** Everything comes from the records, whose chain was verified. */
const asJson = (run: string, { problems, records }: Verified) => ({
  run: records[0]?.runId ?? run,
  isWhole: problems.length === 0,
  problems,
  verb: records[0]?.data.verb,
  planSha256: records[0]?.data.planSha256,
  records,
});
