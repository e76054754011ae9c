import { runningStack, type Seen, type SeenDeployed, type SeenStack } from '../../../lib/domain/drift';
import { namesOf } from '../../../lib/domain/names';
import type { Plan } from '../../../lib/domain/plan';
import type { ReleaseManifest } from '../../../lib/domain/release';
import { atOnce } from '../at-once';
import type { Sends } from '../clients';
import type { Log } from '../log';
import { reading } from '../reading';
import { readObject } from '../release-bucket';
import { sayUnread } from '../say-unread';
import { allStacks, type DescribedStack, templateOf } from '../stacks';
import { INCOMPLETE } from '../transient';

/** CloudFormation publishes no rates; it throttles an account that asks for many templates at once. */
const TEMPLATES_AT_ONCE = 5;

export interface DeployedClients {
  readonly cloudformation: Sends;
  readonly s3: Sends;
  /** Told of a staged template that cannot be read. It matters only where another one runs. @default nobody is told */
  readonly say?: Log | undefined;
}

export interface Release {
  readonly plan: Plan;
  readonly region: string;
  /** The newest manifest of all Regions. */
  readonly newest: ReleaseManifest;
  /** This Region's own manifest of the same release. @default it has not staged it */
  readonly own?: ReleaseManifest | undefined;
}

/** The templates that the release's stacks in a Region were made from. @param clients of that Region */
export async function deployedStacks(clients: DeployedClients, release: Release): Promise<SeenDeployed['stacks']> {
  const call = `cloudformation:DescribeStacks in ${release.region}`;
  const stacks = await reading(call, allStacks(clients.cloudformation));
  if (stacks.outcome !== 'read') return { unknown: stacks.because };
  const names = release.newest.stacks.map(({ name }) => name);
  const seen = await atOnce(TEMPLATES_AT_ONCE, names, (stack) =>
    seenStack(clients, { ...release, stack }, stacks.value),
  );
  return { value: seen };
}

async function seenStack(
  { cloudformation, s3, say }: DeployedClients,
  { plan, region, newest, own, stack }: Release & { readonly stack: string },
  stacks: readonly DescribedStack[],
): Promise<SeenStack> {
  const running = runningStack(stacks, { plan, stack, release: newest.release });
  if (!running) return { stack, running: undefined };
  const { stackName: name } = running;
  const template = own?.stacks.find((one) => one.name === stack)?.template;
  const [deployed, staged] = await Promise.all([
    seen(`cloudformation:GetTemplate of ${name}`, templateNow(cloudformation, name)),
    template && seen(`s3:GetObject of ${template.key}`, stagedText(s3, { plan, region, template }), say),
  ]);
  return { stack, running: { name, template: deployed }, ...(staged && { staged }) };
}

/** @throws also when it was deleted since it was listed */
async function templateNow(cloudformation: Sends, name: string): Promise<unknown> {
  const template = await templateOf(cloudformation, name);
  if (template !== undefined) return template;
  throw Object.assign(new Error(`${name} was deleted while it was looked at`), { name: INCOMPLETE });
}

interface Staged {
  readonly plan: Plan;
  readonly region: string;
  readonly template: ReleaseManifest['stacks'][number]['template'];
}

/** The text of the very version that was signed; what is not that is no template of the release. */
async function stagedText(s3: Sends, { plan, region, template }: Staged): Promise<string> {
  const { content } = await readObject(s3, {
    Bucket: namesOf(plan, region).releaseBucket,
    Key: template.key,
    VersionId: template.versionId,
  });
  return content?.sha256 === template.sha256 ? content.text : '';
}

async function seen<Value>(call: string, answer: Promise<Value>, say: Log = () => {}): Promise<Seen<Value>> {
  const read = sayUnread(say, await reading(call, answer));
  return read.outcome === 'read' ? { value: read.value } : { unknown: read.because };
}
