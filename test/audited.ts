/** Releases to audit: from the templates in this folder, or made of one template for one claim. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../lib/domain/plan';
import { audit } from '../lib/release/audit';
import { compose } from '../lib/release/compose';
import type { Finding } from '../lib/release/finding';
import { readSource } from '../lib/release/read-source';
import type { Source, SourceStack, Template } from '../lib/release/source';
import { NOW, plan } from './fixtures';

/** The stack of each folder that is no part of its release. */
export const PILOT_LIGHT = 'pilot-light';

type PlanRelease = Plan['release'];

/** The example plan, with another release. */
export const planFor = (stacks: readonly string[], changes: Partial<PlanRelease> = {}): Plan => ({
  ...plan,
  release: { ...plan.release, stacks: [...stacks], pilotLight: PILOT_LIGHT, ...changes },
});

/** What the audit finds in a folder of templates: every stack but the pilot light. */
export async function auditFolder(folder: string, changes: Partial<PlanRelease> = {}): Promise<Finding[]> {
  const directory = join(__dirname, folder);
  const { stacks } = JSON.parse(readFileSync(join(directory, 'release.json'), 'utf8'));
  const names = stacks.map(({ name }: { name: string }) => name).filter((name: string) => name !== PILOT_LIGHT);
  const own = planFor(names, changes);
  const source = await readSource(directory, own);
  source.close?.();
  return audit(source, compose(source, own), own, { now: NOW });
}

export const stackOf = (template: Partial<Template>, changes: Partial<SourceStack> = {}): SourceStack => ({
  name: 'web',
  file: 'web.json',
  template: { Resources: {}, ...template },
  bytes: 100,
  dependsOn: [],
  ...changes,
});

/** A role with which CloudFormation may do everything, in every Region. */
const ROLE: Template = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: { 'Fn::Sub': 'orders-release-$'.concat('{AWS::Region}') },
        Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } } }],
      },
    },
  },
};

export const sourceOf = (stacks: readonly SourceStack[], changes: Partial<Source> = {}): Source => ({
  directory: '/nowhere',
  stacks,
  others: [stackOf(ROLE, { name: PILOT_LIGHT })],
  assets: [],
  nested: [],
  images: [],
  ...changes,
});

export interface Judged {
  readonly stack?: Partial<SourceStack>;
  readonly source?: Partial<Source>;
  readonly release?: Partial<PlanRelease>;
  readonly now?: string;
}

/** What the audit finds in one stack called `web`. */
export function auditTemplate(
  template: Partial<Template>,
  { stack, source, release, now = NOW }: Judged = {},
): Finding[] {
  const read = sourceOf([stackOf(template, stack)], source);
  const own = planFor(['web'], release);
  return audit(read, compose(read, own), own, { now });
}

/** `level id`, one for each finding. */
export const told = (findings: readonly Finding[]): string[] => findings.map(({ level, id }) => `${level} ${id}`);
