import { createHash } from 'node:crypto';
import {
  BatchGetBuildsCommand,
  type BatchGetBuildsCommandOutput,
  type Build,
  CodeBuildClient,
  ListBuildsForProjectCommand,
  type ListBuildsForProjectCommandOutput,
  StartBuildCommand,
  type StartBuildCommandOutput,
} from '@aws-sdk/client-codebuild';

/** What Understudy tells a hook; see docs/hooks.md. */
export interface HookInput {
  readonly plan: string;
  readonly verb: string;
  readonly point: string;
  /** The Region that is made active: this function and its project stand there. */
  readonly region: string;
  readonly runId: string;
  readonly epoch: number;
  /** Only at `fence` and `unfence`. */
  readonly fencedRegion?: string;
}

/** What Understudy wants to hear. */
export interface HookAnswer {
  readonly status: 'pending' | 'done' | 'refused';
  readonly because: string;
}

/** The part of the CodeBuild client that is used; a test stands in here. */
interface Sends {
  // biome-ignore lint/suspicious/noExplicitAny: SDK commands carry their own types through `send`'s overloads
  send(command: any): Promise<any>;
}

/**
 * A hook that lets a Terraform pipeline follow the active Region: one build for each run and point, asked for until it
 * has ended. It looks first, so to be asked twice, or to die after the start, does no harm. An error is thrown on:
 * Understudy asks again while the time of the hook lasts.
 */
export function createHandler(codebuild: Sends, project: string) {
  return async (input: HookInput): Promise<HookAnswer> => {
    const build = (await buildOf(codebuild, project, input)) ?? (await started(codebuild, project, input));
    return answerOf(build);
  };
}

/** The build of this run and point is recognised by its variables: CodeBuild's token counts for five minutes only. */
async function buildOf(codebuild: Sends, project: string, input: HookInput): Promise<Build | undefined> {
  const { ids = [] }: ListBuildsForProjectCommandOutput = await codebuild.send(
    new ListBuildsForProjectCommand({ projectName: project, sortOrder: 'DESCENDING' }),
  );
  if (ids.length === 0) return undefined;
  // The newest 100, which is also the most that one call tells about.
  const { builds = [] }: BatchGetBuildsCommandOutput = await codebuild.send(
    new BatchGetBuildsCommand({ ids: ids.slice(0, 100) }),
  );
  return builds.find((build) => isFor(build, input));
}

const isFor = ({ environment }: Build, { runId, point }: HookInput): boolean => {
  const value = (wanted: string) => environment?.environmentVariables?.find(({ name }) => name === wanted)?.value;
  return value('UNDERSTUDY_RUN_ID') === runId && value('UNDERSTUDY_POINT') === point;
};

/**
 * A list may lag a moment behind: until then the token keeps a second call from starting a second build.
 *
 * Source: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_StartBuild.html
 */
async function started(codebuild: Sends, project: string, input: HookInput): Promise<Build> {
  const { build }: StartBuildCommandOutput = await codebuild.send(
    new StartBuildCommand({
      projectName: project,
      idempotencyToken: createHash('sha256').update(`${input.runId} ${input.point}`).digest('hex'),
      environmentVariablesOverride: variablesFor(input),
    }),
  );
  if (!build) throw new Error(`CodeBuild started no build of ${project}`);
  return build;
}

/** The same for every look, or CodeBuild would refuse the token. */
const variablesFor = ({ plan, verb, point, region, epoch, runId, fencedRegion }: HookInput) =>
  Object.entries({ PLAN: plan, VERB: verb, POINT: point, REGION: region, EPOCH: epoch, RUN_ID: runId })
    .concat(fencedRegion === undefined ? [] : [['FENCED_REGION', fencedRegion]])
    .map(([name, value]) => ({ name: `UNDERSTUDY_${name}`, value: String(value), type: 'PLAINTEXT' as const }));

function answerOf({ id = 'the build', buildStatus, currentPhase = 'QUEUED', logs }: Build): HookAnswer {
  if (buildStatus === 'SUCCEEDED') return { status: 'done', because: `${id} succeeded` };
  if (buildStatus === undefined || buildStatus === 'IN_PROGRESS') {
    return { status: 'pending', because: `${id} is in its phase ${currentPhase}` };
  }
  const log = logs?.deepLink ? `: ${logs.deepLink}` : '';
  return { status: 'refused', because: `${id} ended ${buildStatus} in its phase ${currentPhase}${log}` };
}

let handles: ((input: HookInput) => Promise<HookAnswer>) | undefined;

/** The Lambda function. `PROJECT` names the CodeBuild project of its Region. */
export const handler = (input: HookInput): Promise<HookAnswer> => {
  handles ??= createHandler(new CodeBuildClient({ maxAttempts: 2 }), process.env.PROJECT ?? '');
  return handles(input);
};
