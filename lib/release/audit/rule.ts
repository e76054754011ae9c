import type { Plan } from '../../domain/plan';
import type { Finding } from '../finding';
import type { Release } from '../release';
import type { Resource, Source, Template } from '../source';

/** Everything a rule may look at. */
export interface Audited {
  readonly source: Source;
  readonly release: Release;
  readonly plan: Plan;
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Templates of the release's stacks as their authors wrote them, those nested in them included. */
  readonly templates: readonly AuditedTemplate[];
}

export interface AuditedTemplate {
  /** The release's stack that it belongs to. */
  readonly stack: string;
  readonly template: Template;
  /** Logical ids of the nested stacks that lead to it, outermost first. Empty: the stack's own template. */
  readonly below: readonly string[];
}

/** What a rule says of one place; the audit makes a {@link Finding} of it. */
export interface Said {
  readonly stack: string;
  /** @default the stack as a whole */
  readonly logicalId?: string | undefined;
  readonly because: string;
  readonly remedy: string;
  /** @default the rule's */
  readonly level?: Finding['level'];
}

/** What is said of a place within one template. */
export type SaidHere = Omit<Said, 'stack'>;

/** One rule of the audit, in a file of its own; the table of rules in the documentation is made of these. */
export interface Rule {
  /** Begins the id of each of its findings. */
  readonly name: string;
  readonly level: Finding['level'];
  /** When a finding of an error's rule is a warning only. @default never */
  readonly warnsWhen?: string;
  /** What goes wrong in a takeover; for people. */
  readonly why: string;
  check(audited: Audited): readonly Said[];
}

/** Templates as they are deployed: imports from the release are parameters; nested ones stay as they are. */
export const asComposed = ({ release, templates }: Audited): AuditedTemplate[] => [
  ...release.stacks.map(({ name: stack, template }) => ({ stack, template, below: [] })),
  ...templates.filter(({ below }) => below.length > 0),
];

/** Stands for the stack where a finding is about the release as a whole. */
export const WHOLE_RELEASE = 'release';

/** Looks at each template by itself. */
export const inTemplates =
  (look: (template: Template, audited: Audited) => readonly SaidHere[]) =>
  (audited: Audited): Said[] =>
    audited.templates.flatMap(({ stack, template, below }) =>
      look(template, audited).map((here) => ({ ...placed(here, below), stack })),
    );

export interface ResourceHere {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly resource: Resource;
  readonly template: Template;
}

/** Looks at each resource by itself; its logical id is filled in. */
export const inResources = (
  look: (here: ResourceHere, audited: Audited) => readonly Omit<SaidHere, 'logicalId'>[],
): Rule['check'] =>
  inTemplates((template, audited) =>
    Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
      const here = { logicalId, type: resource.Type, properties: resource.Properties ?? {}, resource, template };
      return look(here, audited).map((found) => ({ ...found, logicalId }));
    }),
  );

/** Ids of nested resources begin with those of the stacks around them, so that no two findings share an id. */
function placed(here: SaidHere, below: readonly string[]): SaidHere {
  if (below.length === 0) return here;
  const because = `in the nested stack ${below.join(' / ')}: ${here.because}`;
  return { ...here, logicalId: [...below, here.logicalId ?? ''].join(''), because };
}
