import * as z from 'zod';
import { Plan } from '../../domain/plan';

/** A node of the plan's JSON Schema, as far as the reference shows it. */
export interface SchemaNode {
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

/** JSON Schema of a plan as it is written: what has a default may be left out. */
export const planSchema = (): SchemaNode => ({
  title: 'Understudy plan',
  ...(z.toJSONSchema(Plan, { io: 'input' }) as SchemaNode),
});

/** `docs/plan.schema.json`: what editors complete and check a plan with. */
export const planSchemaPage = (): string => `${JSON.stringify(planSchema(), null, 2)}\n`;
