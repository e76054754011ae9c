import { canonicalJson } from '../canonical-json';
import { isJson, jsonOf } from '../json';
import { comparableSha256, deployedTemplate, type ReleaseManifest, type ReleaseStack } from '../release';
import type { DriftFinding, Seen } from './finding';

/** What runs in the active Region. */
export interface SeenDeployed {
  /** The Region that was asked which one is active. */
  readonly askedIn: string;
  readonly active: Seen<string>;
  /** The stacks of the newest release there; empty while no release or no active Region is known. */
  readonly stacks: Seen<readonly SeenStack[]>;
}

export interface SeenStack {
  /** Its name in the release. */
  readonly stack: string;
  /** `undefined`: no stack there does its work. */
  readonly running:
    | undefined
    | {
        /** Its name in AWS. */
        readonly name: string;
        /** The template that it was made from: parsed, or its text where it is not JSON. */
        readonly template: Seen<unknown>;
      };
  /** Text of the template that is staged there for this release. @default the Region has not staged this release */
  readonly staged?: Seen<string>;
}

/**
 * Whether what runs in the active Region is what another Region would deploy.
 *
 * @param release the newest manifest of all Regions; `undefined`: there is none to compare with
 */
export function judgeDeployed(seen: SeenDeployed, release: ReleaseManifest | undefined): DriftFinding[] {
  if (!release) return [];
  const { active, askedIn, stacks } = seen;
  if ('unknown' in active) {
    const because = `which Region is active is not known in ${askedIn}: ${active.unknown}`;
    return [{ kind: 'deployed', region: askedIn, because, level: 'unknown' }];
  }
  const of = { release, region: active.value };
  if ('unknown' in stacks) {
    return [finding(of, 'unknown', `what runs in ${of.region} is not known: ${stacks.unknown}`)];
  }
  if (release.stacks.length > 0 && stacks.value.every(({ running }) => running === undefined)) {
    const because = `what runs in ${of.region} is not release ${release.release}: no stack of it is there`;
    return [finding(of, 'drift', because)];
  }
  return release.stacks.flatMap((stack) => {
    const found = stacks.value.find((one) => one.stack === stack.name);
    return found ? judgeStack(found, stack, of) : [];
  });
}

interface Of {
  readonly release: ReleaseManifest;
  readonly region: string;
  readonly stack?: string;
}

const finding = ({ region, stack }: Of, level: DriftFinding['level'], because: string): DriftFinding => ({
  kind: 'deployed',
  region,
  ...(stack !== undefined && { stack }),
  because,
  level,
});

function judgeStack({ running, staged }: SeenStack, { name, template }: ReleaseStack, of: Of): DriftFinding[] {
  const here = { ...of, stack: name };
  const { region, release } = here;
  if (!running) {
    return [finding(here, 'drift', `what runs in ${region} is not release ${release.release}: no ${name} is there`)];
  }
  if ('unknown' in running.template) {
    return [finding(here, 'unknown', `the template of ${running.name} in ${region}: ${running.template.unknown}`)];
  }
  const deployed = running.template.value;
  if (!isJson(deployed)) {
    const because =
      `${running.name} in ${region} was made from a template that is not JSON and is not compared; ` +
      'deploy it from the template that `release publish` has staged';
    return [finding(here, 'warning', because)];
  }
  if (comparableSha256(deployed) === template.sourceSha256) return [];
  if (staged && 'unknown' in staged) {
    return [finding(here, 'unknown', `the staged template of ${name} in ${region}: ${staged.unknown}`)];
  }
  if (staged && isAlike(deployed, jsonOf(staged.value))) return [];
  const because =
    `${running.name} in ${region} was not made from the template of ${name} in release ${release.release}; ` +
    'publish what runs there, or deploy the release there';
  return [finding(here, 'drift', because)];
}

const isAlike = (one: unknown, other: unknown): boolean =>
  isJson(one) && isJson(other) && canonicalJson(deployedTemplate(one)) === canonicalJson(deployedTemplate(other));
