/** A CloudFormation template as `cdk synth` writes it: JSON, long function names. */
export interface Template {
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs: Readonly<Record<string, { Value: unknown; Condition?: string; Export?: unknown }>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: unknown;
  readonly AllowedValues?: readonly string[];
  readonly NoEcho?: boolean;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  /** @default 'Delete' */
  readonly DeletionPolicy?: string;
}

const EMPTY = { Parameters: {}, Mappings: {}, Conditions: {}, Outputs: {} };
/** Sections that say nothing about what is created. `Rules` is read by `parameters.ts`. */
const INERT_SECTIONS = ['AWSTemplateFormatVersion', 'Description', 'Metadata'];
/** Rules that CDK writes and that this world cannot break: it has no bootstrap stack to be too old. */
const TOLERATED_RULES = ['CheckBootstrapVersion'];
const RESOURCE_KEYS = ['Type', 'Properties', 'DependsOn', 'Condition', 'Metadata', 'DeletionPolicy'];
/** Attributes of a resource that only matter when a stack is updated, which never happens here. */
const UPDATE_ONLY_KEYS = ['UpdateReplacePolicy', 'UpdatePolicy'];

/**
 * The template, read with everything in it that this world would have to ignore refused, all in one message.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export function readTemplate(source: object): Template {
  const template = { ...EMPTY, ...source } as Template & Record<string, unknown>;
  const problems = [...sectionProblems(template), ...resourceProblems(template.Resources ?? {})];
  if (template.Resources === undefined) problems.push('the template has no Resources');
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return template;
}

function sectionProblems(template: Record<string, unknown>): string[] {
  const known = [...Object.keys(EMPTY), ...INERT_SECTIONS, 'Resources', 'Rules'];
  const unknown = Object.keys(template).filter((section) => !known.includes(section));
  const rules = Object.keys((template.Rules as object | undefined) ?? {}).filter(
    (rule) => !TOLERATED_RULES.includes(rule),
  );
  return [
    ...unknown.map((section) => `the template section ${section} is not rehearsed`),
    ...rules.map((rule) => `the template rule ${rule} is not rehearsed: allowed is ${TOLERATED_RULES.join(', ')}`),
  ];
}

function resourceProblems(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const known = [...RESOURCE_KEYS, ...UPDATE_ONLY_KEYS];
  return Object.entries(resources).flatMap(([id, resource]) =>
    Object.keys(resource)
      .filter((key) => !known.includes(key))
      .map((key) => `resource ${id}: ${key} is not rehearsed`),
  );
}
