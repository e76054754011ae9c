import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A stack of a synthesised CDK app. */
export interface SynthesisedStack {
  /** Its id in the cloud assembly. */
  readonly id: string;
  readonly stackName: string;
  /** `undefined` for a stack that fits every Region. */
  readonly region: string | undefined;
  readonly template: Template;
  /** Whether termination protection keeps it. */
  readonly isProtected: boolean;
  /** Ids of stacks that are deployed before this one. */
  readonly dependsOn: readonly string[];
}

export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** Every stack of a cloud assembly. */
export function readAssembly(directory: string): SynthesisedStack[] {
  const { artifacts } = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as Assembly;
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const ids = stacks.map(([id]) => id);
  return stacks.map(([id, { environment = '', properties, dependencies = [] }]) => {
    const region = environment.split('/').at(-1);
    return {
      id,
      stackName: properties.stackName ?? id,
      region: region === 'unknown-region' ? undefined : region,
      template: JSON.parse(readFileSync(join(directory, properties.templateFile), 'utf8')),
      isProtected: properties.terminationProtection ?? false,
      dependsOn: dependencies.filter((other) => ids.includes(other)),
    };
  });
}

/** The part of a cloud assembly's `manifest.json` that is read here. */
interface Assembly {
  readonly artifacts: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly environment?: string;
        readonly dependencies?: readonly string[];
        readonly properties: {
          readonly templateFile: string;
          readonly stackName?: string;
          readonly terminationProtection?: boolean;
        };
      }
    >
  >;
}
