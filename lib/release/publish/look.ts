import { namesOf } from '../../domain/names';
import { because } from './fault';
import { pilotLightIn } from './pilot-light';
import type { Publishing } from './publishing';
import { bucketProblems, manifestIn, type StandingManifest } from './standing';

/** A Region before anything is written to it. */
export interface SeenRegion {
  readonly region: string;
  /** Outputs of the pilot light's stack. */
  readonly pilotLight: Readonly<Record<string, string>>;
  /** The manifest that is current. @default no release was ever published here */
  readonly current: StandingManifest | undefined;
}

/** What there is in a Region, or every reason why nothing can be published to it. */
export async function lookAt(
  { plan, clients }: Pick<Publishing, 'plan' | 'clients'>,
  region: string,
): Promise<SeenRegion | { readonly problems: readonly string[] }> {
  const { releaseBucket: bucket, pilotLight: stack } = namesOf(plan, region);
  const s3 = clients.s3In(region);
  const [problems, current, pilotLight] = await Promise.all([
    answered(`bucket ${bucket}`, bucketProblems(s3, { bucket, account: plan.account })),
    answered(`current release in ${bucket}`, manifestIn(s3, { bucket })),
    answered(`stack ${stack}`, pilotLightIn(clients.cloudformationIn(region), stack)),
  ]);
  const found = [
    ...('problem' in problems ? [problems.problem] : problems.value),
    ...('problem' in current ? [current.problem] : []),
    ...('problem' in pilotLight ? [pilotLight.problem] : []),
    ...('value' in pilotLight && 'problem' in pilotLight.value ? [pilotLight.value.problem] : []),
  ];
  if (found.length > 0 || !('value' in current) || !('value' in pilotLight) || !('outputs' in pilotLight.value)) {
    return { problems: found.map((problem) => `${region}: ${problem}`) };
  }
  return { region, pilotLight: pilotLight.value.outputs, current: current.value };
}

type Answered<Value> = { readonly value: Value } | { readonly problem: string };

async function answered<Value>(what: string, answer: Promise<Value>): Promise<Answered<Value>> {
  try {
    return { value: await answer };
  } catch (error) {
    return { problem: `the ${what} cannot be read: ${because(error)}` };
  }
}
