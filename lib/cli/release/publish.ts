import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { perRegion } from '../../../lambdas/edge/per-region';
import type { Plan } from '../../domain/plan';
import { audit } from '../../release/audit';
import { compose } from '../../release/compose';
import { publish as publishRelease } from '../../release/publish/publish';
import { type PublishClients, PublishError, type Published } from '../../release/publish/publishing';
import { type Signer, SignerError } from '../../release/signers/signer';
import type { Source } from '../../release/source';
import type { ClientSettings, Session } from '../aws/session';
import { openSession } from '../aws/signed-session';
import { planInUse, worldOf } from '../plan-in-use';
import { printJson, printProblems } from '../print';
import { type Command, readArguments, UsageError } from '../usage';
import { ASSEMBLY_FLAG, assemblyIn, tellingProblems, withSource } from './assembly';
import { commitOf } from './commit';
import { publishedLines } from './published-lines';
import { KEY_FLAGS, signerIn } from './signing';
import { watcherOn } from './upload-bar';

const FLAGS = {
  ...ASSEMBLY_FLAG,
  ...KEY_FLAGS,
  'git-sha': { type: 'string' },
  json: { type: 'boolean' },
  world: { type: 'string' },
} as const;

/** The largest upload there is, 5 GB, at 50 Mbit/s: 800 s. */
const UPLOAD_MILLISECONDS_MAX = 900_000;
/** A connection on which nothing moves is given up long before that. */
const SILENCE_MILLISECONDS_MAX = 60_000;

/** `understudy release publish --assembly <folder> --key <file>` */
export const publish: Command = {
  name: 'publish',
  usage:
    '--assembly <folder> (--key <file> | --kms-key <id> [--kms-region <region>]) [--git-sha <commit>] [--json] ' +
    '[--world <url>]',
  purpose: 'Audits a release, uploads it to every Region, signs it, and makes it what a takeover deploys.',
  async run(args) {
    const { values, words } = readArguments(args, FLAGS);
    if (words.length > 0) throw new UsageError(`release publish takes no words, got ${words.join(' ')}`);
    const directory = assemblyIn(values.assembly);
    const commit = commitOf(values['git-sha']);
    const plan = planInUse();
    const session = openSession(worldOf(values.world));
    return telling(async () => {
      const signer = await signerIn(values, session);
      const published = await withSource(directory, plan, (source) =>
        publishedTo(session, { plan, source, commit, signer }),
      );
      if (values.json) printJson(published, 2);
      else for (const line of publishedLines(published)) console.log(line);
      return 0;
    });
  },
};

interface Asked {
  readonly plan: Plan;
  readonly source: Source;
  readonly commit: string;
  readonly signer: Signer;
}

async function publishedTo(session: Session, { plan, source, commit, signer }: Asked): Promise<Published> {
  const release = compose(source, plan);
  const findings = audit(source, release, plan, { now: isoAt(systemClock.now()) });
  const { tell, end } = watcherOn(process.stderr);
  try {
    const clients = clientsOf(session);
    return await publishRelease({ plan, release, findings, commit, signer, clients, clock: systemClock, tell });
  } finally {
    end();
  }
}

function clientsOf(session: Session): PublishClients {
  return {
    s3In: perRegion((region) => new S3Client(uploading(session.settings(region)))),
    cloudformationIn: perRegion((region) => new CloudFormationClient(session.settings(region))),
  };
}

const silent = () => {};
/** The SDK would warn on the console that it cannot repeat an upload, which is repeated all the same. */
const QUIET = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

const uploading = (settings: ClientSettings) => ({
  ...settings,
  logger: QUIET,
  requestHandler: {
    ...settings.requestHandler,
    requestTimeout: UPLOAD_MILLISECONDS_MAX,
    socketTimeout: SILENCE_MILLISECONDS_MAX,
  },
});

/** Every reason why nothing was published is a line. */
const telling = (command: () => Promise<number>): Promise<number> =>
  tellingProblems(async () => {
    try {
      return await command();
    } catch (error) {
      if (error instanceof SignerError) printProblems([error.message]);
      else if (error instanceof PublishError) printProblems(error.problems);
      else throw error;
      return 1;
    }
  });
