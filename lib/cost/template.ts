/** A CloudFormation template, as far as its cost is concerned. */
export interface CostTemplate {
  readonly Resources?: Readonly<Record<string, CostResource>>;
}

export interface CostResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON; each count knows what it looks for
  readonly Properties?: any;
}

/** Resources of one type, by their logical ids. */
export const ofType = ({ Resources = {} }: CostTemplate, type: string): [string, CostResource][] =>
  Object.entries(Resources).filter(([, resource]) => resource.Type === type);

/** A value of a template that CloudFormation fills in; what it will be is not known here. */
const UNKNOWN = '?';

/** A text of a template, `?` for each part that is only known when it is deployed. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts: unknown = (value as { 'Fn::Join'?: [string, unknown] } | undefined)?.['Fn::Join']?.[1];
  return Array.isArray(parts) ? parts.map(textOf).join('') : UNKNOWN;
}

/** The logical id that `Ref` or `Fn::GetAtt` names. */
export function namedIn(value: unknown): string | undefined {
  const { Ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  return Ref ?? attribute?.[0];
}
