import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { isoAt, systemClock } from '../../../lambdas/edge/clock';
import { perRegion } from '../../../lambdas/edge/per-region';
import type { Plan } from '../../domain/plan';
import { audit } from '../../release/audit';
import { compose } from '../../release/compose';
import { publish as publishRelease } from '../../release/publish/publish';
import type { PublishClients, Published, Without } from '../../release/publish/publishing';
import type { Signer } from '../../release/signers/signer';
import type { Source } from '../../release/source';
import type { ClientSettings, Session } from '../aws/session';
import { openSession } from '../aws/signed-session';
import { JSON_FLAG, WORLD_FLAG } from '../flags';
import { planInUse, reasonOf, regionOf, worldOf } from '../plan-in-use';
import { printJson, printLines } from '../print';
import { defineCommand, UsageError } from '../usage';
import { assemblyIn, withSource } from './assembly';
import { commitOf } from './commit';
import { failureOf, tellingFailure } from './failed';
import { ASSEMBLY_FLAG, KEY_FLAGS } from './flags';
import { publishedLines } from './published-lines';
import { signerIn } from './signing';
import { watcherOn } from './upload-bar';

/** The largest upload there is, 5 GB, at 50 Mbit/s: 800 s. */
const UPLOAD_MILLISECONDS_MAX = 900_000;
/** A connection on which nothing moves is given up long before that. */
const SILENCE_MILLISECONDS_MAX = 60_000;

/** `understudy release publish --assembly <folder> --key <file>` */
export const publish = defineCommand({
  name: 'publish',
  purpose: 'Audits a release, uploads it to every Region, signs it, and makes it what a takeover deploys.',
  flags: {
    assembly: ASSEMBLY_FLAG,
    ...KEY_FLAGS,
    'git-sha': {
      value: '<commit>',
      help: 'what people see as its commit; without it HEAD, with -dirty where files differ',
    },
    'without-region': { value: '<region>', help: 'leaves out one Region, which must be dark; it keeps what it has' },
    because: { value: '<why>', help: 'why that Region is left out' },
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: [
    'understudy release publish --assembly examples/orders/cdk.out --key release.pem',
    'understudy release publish --assembly cdk.out --kms-key alias/releases --kms-region us-east-1',
    'understudy release publish --assembly cdk.out --key release.pem --without-region us-east-1 --because "it is dark"',
  ],
  exitCodes: { 0: 'published', 1: 'not published, or not everywhere' },
  async run({ values }) {
    const directory = assemblyIn(values.assembly);
    const commit = commitOf(values['git-sha']);
    const session = openSession(worldOf(values.world));
    return tellingFailure(values, async () => {
      const plan = planInUse();
      const without = withoutIn(plan, values);
      const signer = await signerIn(values, session);
      const published = await withSource(directory, plan, (source) =>
        publishedTo(session, { plan, source, commit, signer, ...(without && { without }) }),
      );
      if (values.json) printJson(published, 2);
      else printLines(publishedLines(published));
      return 0;
    });
  },
});

interface Asked {
  readonly plan: Plan;
  readonly source: Source;
  readonly commit: string;
  readonly signer: Signer;
  readonly without?: Without;
}

/** The Region that a person leaves out, and why. @throws UsageError */
function withoutIn(plan: Plan, written: { 'without-region'?: string; because?: string }): Without | undefined {
  if (written['without-region'] !== undefined) {
    const region = regionOf(plan, written['without-region'], '--without-region');
    return { region, because: reasonOf(written.because) };
  }
  if (written.because === undefined) return undefined;
  throw new UsageError('--because belongs to --without-region: it says why a Region is left out');
}

/** @throws CommandFailure with what the audit found */
async function publishedTo(session: Session, { source, ...asked }: Asked): Promise<Published> {
  const { plan } = asked;
  const release = compose(source, plan);
  const findings = audit(source, release, plan, { now: isoAt(systemClock.now()) });
  const { tell, end } = watcherOn(process.stderr);
  try {
    const clients = clientsOf(session);
    return await publishRelease({ ...asked, release, findings, clients, clock: systemClock, tell });
  } catch (error) {
    throw failureOf(error, findings);
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
