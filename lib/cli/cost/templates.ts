import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CostTemplate } from '../../cost/template';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { readAssembly, type SynthesisedStack } from '../../rehearsal/assembly';

/** A CDK app, as far as it is used here. */
interface App {
  synth(): unknown;
}
interface ControlPlanes {
  understudyApp(props: { readonly outdir: string }): App;
  addControlPlanes(app: App, plan: Plan, bundles: () => string): unknown;
}
interface Example {
  ordersStacks(app: App, props: { readonly plan: Plan; readonly image: string }): void;
}

// What uses CDK is compiled with CDK's own laxer options, so its types stay on that side.
const controlPlanes = (): ControlPlanes => require('../../constructs/understudy-app');
const example = (): Example => require('../../../examples/orders/lib/orders-stacks');

/** The pilot light that the example's own app writes. */
const EXAMPLE = 'orders-pilot-light';
/** Which image its tasks run has no price. */
const ANY_IMAGE = `orders@sha256:${'0'.repeat(64)}`;

export interface Yours {
  /** By Region. */
  readonly pilotLight?: Readonly<Record<string, CostTemplate>>;
  readonly release?: readonly CostTemplate[];
}

/**
 * The templates of a plan's control planes and its witness by their Regions, as `cdk synth` would write them but for
 * the code of the Lambdas, which has no price: without it a synthesis takes seconds.
 */
export function controlPlaneTemplates(plan: Plan): Readonly<Record<string, CostTemplate>> {
  const { stack } = namesOf(plan, plan.regions[0] ?? '');
  return byRegion(
    synthesised((app, code) => controlPlanes().addControlPlanes(app, plan, () => code)),
    stack,
  );
}

/**
 * The team's own templates: the pilot light that the plan names, and the stacks of the release.
 *
 * @param directory of a cloud assembly. @default the example's, for a plan of the example, else nothing is known
 */
export function yourTemplates(plan: Plan, directory: string | undefined): Yours {
  const { pilotLight, stacks: names } = plan.release;
  if (directory === undefined && pilotLight !== EXAMPLE) return {};
  const stacks =
    directory === undefined
      ? synthesised((app) => example().ordersStacks(app, { plan, image: ANY_IMAGE }))
      : readAssembly(directory);
  return {
    pilotLight: byRegion(stacks, pilotLight ?? ''),
    release: stacks
      .filter(({ stackName }) => names.includes(stackName))
      .map(({ template }) => template as CostTemplate),
  };
}

const byRegion = (stacks: readonly SynthesisedStack[], name: string): Readonly<Record<string, CostTemplate>> =>
  Object.fromEntries(
    stacks.flatMap(({ stackName, region, template }) =>
      stackName === name && region !== undefined ? [[region, template as CostTemplate]] : [],
    ),
  );

/** What an app writes, in a folder that is gone afterwards. @param make is given a folder of code that does nothing */
function synthesised(make: (app: App, code: string) => void): SynthesisedStack[] {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-cost-'));
  try {
    const [code, outdir] = [join(directory, 'code'), join(directory, 'cdk.out')];
    mkdirSync(code);
    writeFileSync(join(code, 'index.mjs'), 'export const handler = async () => {};');
    const app = controlPlanes().understudyApp({ outdir });
    make(app, code);
    app.synth();
    return readAssembly(outdir);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
