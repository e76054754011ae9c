import { sha256, sha256Of } from '../domain/canonical-json';
import { CURRENT_MANIFEST_KEY, namesOf } from '../domain/names';
import type { Plan } from '../domain/plan';
import { type ParameterValue, type ReleaseManifest, type ReleaseStack, signManifest } from '../domain/release';
import type { SynthesisedStack } from './assembly';
import type { S3 } from './aws/s3';
import { rehearsalKey } from './rehearsal-key';

export interface Staging {
  readonly plan: Plan;
  readonly region: string;
  readonly stacks: readonly SynthesisedStack[];
  /** Outputs of the pilot light in this Region: the values of the stacks' parameters. */
  readonly pilotLight: Readonly<Record<string, string>>;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly s3: S3;
}

/** Puts the templates and a signed manifest into a Region's release bucket, as a publisher would. */
export function stageRelease(staging: Staging): ReleaseManifest {
  const { plan, region, createdAt, s3 } = staging;
  const bucket = namesOf(plan, region).releaseBucket;
  const release = releaseId(staging.stacks);
  const manifest = signManifest(
    {
      release,
      plan: plan.name,
      commit: 'rehearsal',
      createdAt,
      region,
      stacks: staging.stacks.map((stack) => stageStack(stack, { ...staging, bucket, release })),
      assets: [],
    },
    rehearsalKey(),
  );
  s3.putObject({ bucket, key: CURRENT_MANIFEST_KEY, body: Buffer.from(JSON.stringify(manifest)) });
  return manifest;
}

/** A release is what its templates are: the same templates are the same release in every Region. */
const releaseId = (stacks: readonly SynthesisedStack[]) =>
  `r-${sha256Of(stacks.map(({ template }) => template)).slice(0, 6)}`;

function stageStack(stack: SynthesisedStack, staging: Staging & { bucket: string; release: string }): ReleaseStack {
  const { bucket, release, stacks, s3 } = staging;
  const body = Buffer.from(JSON.stringify(stack.template));
  const key = `${release}/${stack.id}.json`;
  const { versionId } = s3.putObject({ bucket, key, body });
  const digest = sha256(body);
  return {
    name: stack.id,
    template: { key, versionId, sha256: digest, sourceSha256: digest },
    dependsOn: [...stack.dependsOn],
    parameters: { live: parametersOf(stack, { ...staging, stacks }), drill: {} },
    capabilities: [],
    outputs: Object.keys(stack.template.Outputs ?? {}),
  };
}

/** Each parameter comes from the release itself, from a stack it depends on, or from the pilot light. */
function parametersOf(
  stack: SynthesisedStack,
  { stacks, pilotLight, release }: Staging & { release: string },
): Record<string, ParameterValue> {
  const names = Object.entries(stack.template.Parameters ?? {}).filter(([, { Default }]) => Default === undefined);
  return Object.fromEntries(
    names.map(([name]): [string, ParameterValue] => {
      if (name === 'Release') return [name, release];
      const giver = stack.dependsOn.find((id) => outputsOf(stacks, id).includes(name));
      if (giver) return [name, { stack: giver, output: name }];
      const value = pilotLight[name];
      if (value === undefined) {
        throw new Error(
          `${stack.id} takes a parameter ${name}, which neither the pilot light nor ${stack.dependsOn} gives`,
        );
      }
      return [name, value];
    }),
  );
}

const outputsOf = (stacks: readonly SynthesisedStack[], id: string) =>
  Object.keys(stacks.find((stack) => stack.id === id)?.template.Outputs ?? {});
