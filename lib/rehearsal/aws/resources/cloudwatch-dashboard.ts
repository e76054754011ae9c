import * as z from 'zod';
import { text } from '../properties';
import { resourceType } from '../resource-type';
import { generatedName } from '../stack-context';

/** `[namespace, name, dimension, value, …, options]`; a dot repeats the row before. Or one with an expression. */
const curve = z
  .array(z.union([z.string().min(1), z.looseObject({})]))
  .min(1)
  .refine(isCurve, 'expected namespace, metric, pairs of dimension and value, and options; or an expression');

function isCurve(row: readonly unknown[]): boolean {
  const words = row.filter((part) => typeof part === 'string');
  const options = row.slice(words.length);
  const isInOrder = row.slice(0, words.length).every((part) => typeof part === 'string') && options.length <= 1;
  if (words.length === 0) return isInOrder && 'expression' in (options[0] as object);
  return isInOrder && words.length >= 2 && words.length % 2 === 0;
}

const place = {
  x: z.number().int().min(0).max(23).optional(),
  y: z.number().int().min(0).optional(),
  width: z.number().int().min(1).max(24).default(6),
  height: z.number().int().min(1).max(1000).default(6),
};

const widget = z.discriminatedUnion('type', [
  z.strictObject({
    ...{ type: z.literal('metric'), ...place },
    properties: z
      .looseObject({ metrics: z.array(curve).max(500).optional(), annotations: z.looseObject({}).optional() })
      .refine(
        ({ metrics, annotations }) => (metrics?.length ?? 0) > 0 || annotations !== undefined,
        'expected metrics, or an alarm in annotations',
      ),
  }),
  z.strictObject({ type: z.literal('text'), ...place, properties: z.looseObject({ markdown: z.string() }) }),
  z.strictObject({
    ...{ type: z.literal('alarm'), ...place },
    properties: z.looseObject({ alarms: z.array(z.string().startsWith('arn:')).min(1).max(100) }),
  }),
  ...(['log', 'explorer', 'custom'] as const).map((type) =>
    z.strictObject({ type: z.literal(type), ...place, properties: z.looseObject({}) }),
  ),
]);

/** @throws for a body that CloudWatch would refuse */
const body = z.strictObject({
  widgets: z.array(widget).max(500),
  start: z.string().optional(),
  end: z.string().optional(),
  periodOverride: z.enum(['auto', 'inherit']).optional(),
  variables: z.array(z.looseObject({})).max(25).optional(),
});

/**
 * Nobody looks at it here, but CloudWatch refuses what it could not show.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export const cloudwatchDashboard = resourceType({
  type: 'AWS::CloudWatch::Dashboard',
  properties: z.object({
    DashboardName: z
      .string()
      .regex(/^[\w-]{1,255}$/, 'expected 1–255 letters, digits, hyphens and underscores')
      .optional(),
    DashboardBody: text,
  }),
  inert: ['Tags'],
  create: ({ properties: { DashboardName, DashboardBody }, stack, logicalId }) => {
    const { error } = body.safeParse(parsed(DashboardBody));
    if (error) throw new Error(`The dashboard body is invalid: ${z.prettifyError(error)}`);
    return { physicalId: DashboardName ?? generatedName(stack, logicalId) };
  },
});

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Error('The dashboard body is invalid: it is no JSON');
  }
}
