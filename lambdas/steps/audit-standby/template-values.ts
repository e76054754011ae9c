import * as z from 'zod';
import type { ReleaseStack } from '../../../lib/domain/release';
import type { Place } from '../../../lib/domain/step';

const Template = z.looseObject({
  Parameters: z.record(z.string(), z.looseObject({ Default: z.unknown().optional() })).default({}),
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.looseObject({}).default({}) })),
});
export type Template = z.infer<typeof Template>;
export type Resource = Template['Resources'][string];

/** A stack of the release with its template read. */
export interface ReadStack {
  readonly stack: ReleaseStack;
  readonly template: Template;
}

/** The template of a stack; `undefined` when it has no resources that could be read. */
export function readTemplate(text: string): Template | undefined {
  try {
    return Template.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Knows what a value of a template is in this Region, before its stack is made; else `undefined`. */
export type Resolve = (value: unknown) => string | undefined;

/** With the parameters of the lane that serves users. What another stack would tell is not known yet. */
export function resolverOf({ stack, template }: ReadStack, { plan, region, names }: Place): Resolve {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': plan.account,
    'AWS::Region': region,
    'AWS::Partition': names.partition,
    'AWS::URLSuffix': names.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
  const named = (name: string): string | undefined => {
    const given = stack.parameters.live[name] ?? template.Parameters[name]?.Default;
    return pseudo[name] ?? (typeof given === 'string' || typeof given === 'number' ? String(given) : undefined);
  };
  return (value) => resolved(value, named);
}

const Ref = z.strictObject({ Ref: z.string() });
const Sub = z.strictObject({
  'Fn::Sub': z.union([z.string(), z.tuple([z.string(), z.record(z.string(), z.unknown())])]),
});
const Join = z.strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

type Named = (name: string) => string | undefined;

function resolved(value: unknown, named: Named): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const ref = Ref.safeParse(value).data;
  if (ref) return named(ref.Ref);
  const join = Join.safeParse(value).data;
  if (join) return joined(join['Fn::Join'], named);
  const sub = Sub.safeParse(value).data?.['Fn::Sub'];
  return sub === undefined ? undefined : substituted(typeof sub === 'string' ? [sub, {}] : sub, named);
}

function joined([between, parts]: readonly [string, readonly unknown[]], named: Named): string | undefined {
  const known = parts.map((part) => resolved(part, named));
  return known.every((part) => part !== undefined) ? known.join(between) : undefined;
}

function substituted(
  [text, own]: readonly [string, Readonly<Record<string, unknown>>],
  named: Named,
): string | undefined {
  const textOf = (name: string) => (name in own ? resolved(own[name], named) : named(name));
  const names = [...text.matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, name = '']) => name);
  if (names.some((name) => textOf(name) === undefined)) return undefined;
  return text.replace(/\$\{([^!}][^}]*)\}/g, (_, name: string) => textOf(name) ?? '').replaceAll('${!', '${');
}
