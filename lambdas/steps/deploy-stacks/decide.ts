import { act, type Decision, done, refuse, wait } from '../../../lib/domain/decision';
import { STACK_TAGS, stackNameOf } from '../../../lib/domain/names';
import type { ParameterValue, ReleaseManifest, ReleaseStack } from '../../../lib/domain/release';
import type { InputOf, OutputOf } from '../../../lib/domain/step';
import { listed } from '../../../lib/domain/text';
import type { Sent } from './sent-stacks';
import { stateOf } from './stack-status';
import type { deployStacks } from './step';

/** A stack of the release as CloudFormation describes it. */
export interface SeenStack {
  /** Its name in the release. */
  readonly stack: string;
  /** Its name in AWS. */
  readonly stackName: string;
  /** `undefined` when CloudFormation knows no such stack. */
  readonly status: string | undefined;
  readonly id?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** The first resource that failed, and why. */
  readonly firstFailure?: string;
  /** Present while this function has sent it and CloudFormation has not shown it since. */
  readonly sent?: Sent | undefined;
}

export type Seen =
  | { readonly manifest: ReleaseManifest; readonly stacks: readonly SeenStack[] }
  | { readonly problems: readonly string[] };

/** Create one stack, as the release says. */
export interface Create {
  readonly stackName: string;
  readonly template: { readonly key: string; readonly versionId: string };
  readonly parameters: Readonly<Record<string, string>>;
  readonly capabilities: ReleaseStack['capabilities'];
  readonly tags: Readonly<Record<string, string>>;
  /** Same for every try of this run, so that CloudFormation recognises a repeated call. */
  readonly token: string;
}

type Input = InputOf<typeof deployStacks>;
type Verdict = Decision<Create, OutputOf<typeof deployStacks>>;

/** DescribeStacks shows a stack within seconds; one that was sent and does not show after this is sent again. */
const SENT_AGAIN_AFTER_SECONDS = 30;
/** A stack that CloudFormation says exists, and does not show after this, was deleted by somebody. */
const GONE_AFTER_SECONDS = 60;

/** Stacks whose dependencies are complete are all created before anything is waited for. */
export function decide(seen: Seen, input: Input): Verdict {
  if ('problems' in seen) return refuse(`the release must not be deployed: ${seen.problems.join('; ')}`);
  const { manifest, stacks } = seen;
  const wrong = stacks.flatMap((stack) => problemOf(stack, manifest, input));
  if (wrong.length > 0) return refuse(wrong.join('; '));

  const open = stacks.filter(({ status }) => stateOf(status) !== 'complete');
  if (open.length === 0) return complete(manifest, stacks);
  const next = manifest.stacks.find((stack) => isReady(stack, stacks));
  return next ? creation(next, manifest, { stacks, input }) : wait(progress(open));
}

/** Why this stack cannot become what the release says, or nothing. */
function problemOf(seen: SeenStack, { release }: ReleaseManifest, { plan, region }: Input): string[] {
  const { stackName, status, tags, firstFailure } = seen;
  const state = stateOf(status);
  if (state === 'absent') return isGone(seen) ? [goneProblem(stackName)] : [];
  if (tags[STACK_TAGS.plan] !== plan.name || tags[STACK_TAGS.release] !== release) {
    const owner = tags[STACK_TAGS.release] ? `release ${tags[STACK_TAGS.release]}` : 'somebody else';
    return [
      `a stack ${stackName} exists already and was made by ${owner}; ` +
        'delete it, or let release.stackName hold {release}',
    ];
  }
  if (state !== 'failed') return [];
  return [
    `${stackName} is ${status}${firstFailure ? `: ${firstFailure}` : ''}; mend the cause, then run ` +
      `aws cloudformation delete-stack --region ${region} --stack-name ${stackName} and start the failover again`,
  ];
}

const isGone = ({ sent }: SeenStack) => sent?.existsAlready === true && sent.secondsAgo >= GONE_AFTER_SECONDS;

const goneProblem = (stackName: string) =>
  `CloudFormation answered that ${stackName} exists already or was created by this run, and shows no such stack ` +
  `${GONE_AFTER_SECONDS} s later; it was deleted while this run went on: start the failover again`;

/** Whether it was sent, and may still show. */
const mayStillShow = ({ sent }: SeenStack) =>
  sent !== undefined && (sent.existsAlready || sent.secondsAgo < SENT_AGAIN_AFTER_SECONDS);

const seenOf = (stacks: readonly SeenStack[], name: string) => stacks.find(({ stack }) => stack === name);

function isReady({ name, dependsOn }: ReleaseStack, stacks: readonly SeenStack[]): boolean {
  const seen = seenOf(stacks, name);
  if (!seen || stateOf(seen.status) !== 'absent' || mayStillShow(seen)) return false;
  return dependsOn.every((other) => stateOf(seenOf(stacks, other)?.status) === 'complete');
}

interface Surroundings {
  readonly stacks: readonly SeenStack[];
  readonly input: Input;
}

function creation(stack: ReleaseStack, { release }: ReleaseManifest, { stacks, input }: Surroundings): Verdict {
  const { plan, epoch } = input;
  const resolved = Object.entries(stack.parameters.live).map(([key, value]) => ({
    key,
    value,
    text: resolve(value, stacks),
  }));
  const missing = resolved.filter(({ text }) => text === undefined);
  if (missing.length > 0) {
    const names = missing.map(
      ({ key, value }) => `${key} (${typeof value === 'string' ? value : `${value.stack}.${value.output}`})`,
    );
    return refuse(
      `${stack.name} needs outputs that do not exist: ${listed(names)}; publish a release whose stacks fit together`,
    );
  }
  const stackName = stackNameOf(plan.release.stackName, { stack: stack.name, release });
  const create: Create = {
    stackName,
    template: stack.template,
    parameters: Object.fromEntries(resolved.map(({ key, text }) => [key, text ?? ''])),
    capabilities: stack.capabilities,
    tags: { [STACK_TAGS.plan]: plan.name, [STACK_TAGS.release]: release, [STACK_TAGS.epoch]: String(epoch) },
    token: `${stack.name}-${release}-${epoch}`.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 128),
  };
  return act(create, `creating ${stackName} from release ${release}`);
}

const resolve = (value: ParameterValue, stacks: readonly SeenStack[]) =>
  typeof value === 'string' ? value : seenOf(stacks, value.stack)?.outputs[value.output];

const progress = (open: readonly SeenStack[]) => open.map(progressOf).join('; ');

function progressOf(seen: SeenStack): string {
  const { stackName, status, sent } = seen;
  if (stateOf(status) !== 'absent') return `${stackName} is ${status}`;
  return sent && mayStillShow(seen)
    ? `${stackName} was sent ${Math.round(sent.secondsAgo)} s ago, CloudFormation does not show it yet`
    : `${stackName} is waiting for the stacks it depends on`;
}

function complete({ release }: ReleaseManifest, stacks: readonly SeenStack[]): Verdict {
  const deployed = stacks.map(({ stackName, id }) => ({ name: stackName, id: id ?? '' }));
  const names = deployed.map(({ name }) => name);
  return done(
    { release, stacks: deployed },
    names.length > 0 ? `${listed(names)} are complete` : 'the release has no stacks',
  );
}
