import { namesOf } from '../../domain/names';
import { controlPlaneIn, type SeenControlPlane, whereToDeploy } from './control-plane';
import { because, isDark, isDenied, isNoBucket } from './fault';
import { ifDark } from './leaving-out';
import { pilotLightIn } from './pilot-light';
import type { Publishing } from './publishing';
import { bucketProblems, manifestIn, type StandingManifest } from './standing';

/** A Region before anything is written to it. */
export interface SeenRegion {
  readonly region: string;
  /** Outputs of the control plane's stack. */
  readonly controlPlane: SeenControlPlane;
  /** Outputs of the pilot light's stack. */
  readonly pilotLight: Readonly<Record<string, string>>;
  /** The manifest that is current. @default no release was ever published here */
  readonly current: StandingManifest | undefined;
}

/** Every reason why nothing can be published to a Region. */
export interface UnseenRegion {
  readonly problems: readonly string[];
  /** Whether something there got no answer. */
  readonly isDark: boolean;
}

type Looking = Pick<Publishing, 'plan' | 'clients' | 'without'>;

/** What there is in a Region, or every reason why nothing can be published to it. */
export async function lookAt(looking: Looking, region: string): Promise<SeenRegion | UnseenRegion> {
  const answers = await answersOf(looking, region);
  const problems = problemsIn(answers, looking, region).map((problem) => `${region}: ${problem}`);
  const { current, controlPlane, pilotLight } = answers;
  if (problems.length > 0 || !('value' in current) || !('value' in controlPlane) || !('value' in pilotLight)) {
    return { problems, isDark: unreadIn(Object.values(answers)).some(({ error }) => isDark(error)) };
  }
  const outputs = 'outputs' in pilotLight.value ? pilotLight.value.outputs : {};
  return { region, controlPlane: controlPlane.value ?? {}, pilotLight: outputs, current: current.value };
}

type Answered<Value> = { readonly value: Value } | Unread;

/** What could not be read, and why. */
interface Unread {
  readonly problem: string;
  readonly error: unknown;
}

type Answers = Awaited<ReturnType<typeof answersOf>>;

async function answersOf({ plan, clients }: Looking, region: string) {
  const { releaseBucket, pilotLight: light, stack } = namesOf(plan, region);
  const [s3, cloudformation] = [clients.s3In(region), clients.cloudformationIn(region)];
  const [bucket, current, controlPlane, pilotLight] = await Promise.all([
    answered(`bucket ${releaseBucket}`, bucketProblems(s3, { bucket: releaseBucket, account: plan.account })),
    answered(`current release in ${releaseBucket}`, manifestIn(s3, { bucket: releaseBucket })),
    answered(`stack ${stack}`, controlPlaneIn(cloudformation, stack)),
    answered(`stack ${light}`, pilotLightIn(cloudformation, light)),
  ]);
  return { bucket, current, controlPlane, pilotLight };
}

/** A Region that is dark, or that has no control plane, is one problem, not one for each question. */
function problemsIn({ bucket, current, controlPlane, pilotLight }: Answers, looking: Looking, region: string) {
  const { plan } = looking;
  const [notOurs] = unreadIn([bucket, current]).filter(({ error }) => isDenied(error) || isNoBucket(error));
  if (notOurs) return [`${notOurs.problem}; ${whereToDeploy(plan, region)}`];
  const unread = unreadIn([bucket, current, controlPlane, pilotLight]);
  const dark = unread.filter(({ error }) => isDark(error));
  return [
    ...('value' in bucket ? bucket.value : []),
    ...dark.slice(0, 1).map(({ problem }) => problem + ifDark(looking, region)),
    ...unread.filter((one) => !dark.includes(one)).map(({ problem }) => problem),
    ...('value' in controlPlane && !controlPlane.value
      ? [`there is no stack ${namesOf(plan, region).stack}; ${whereToDeploy(plan, region)}`]
      : []),
    ...('value' in pilotLight && 'problem' in pilotLight.value ? [pilotLight.value.problem] : []),
  ];
}

const unreadIn = (answers: readonly Answered<unknown>[]): Unread[] =>
  answers.flatMap((answer) => ('error' in answer ? [answer] : []));

/** @throws what is no answer of AWS, and no missing one */
async function answered<Value>(what: string, answer: Promise<Value>): Promise<Answered<Value>> {
  try {
    return { value: await answer };
  } catch (error) {
    return { problem: `the ${what} cannot be read: ${because(error)}`, error };
  }
}
