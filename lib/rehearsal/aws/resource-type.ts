import type * as z from 'zod';
import type { IamRequest } from './iam';
import type { Services } from './services';
import type { StackContext } from './stack-context';

/** A resource that exists: what Ref and Fn::GetAtt answer, and how it goes away. */
export interface LiveResource {
  /** What `Ref` answers. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` answers. @default none */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** @default nothing happens when the stack is deleted */
  readonly remove?: () => void | Promise<void>;
}

export interface ResourceRequest<Properties> {
  readonly logicalId: string;
  readonly properties: Properties;
  readonly stack: StackContext;
  readonly services: Services;
}

/** A resource type that the local world can bring to life. */
export interface ResourceType<Shape extends z.ZodObject = z.ZodObject> {
  readonly type: string;
  /** Properties that have an effect, with every function in them already carried out. */
  readonly properties: Shape;
  /** Properties that change nothing that can be observed here. Any other property is refused by name. */
  readonly inert?: readonly string[] | 'everything';
  /** What the role that CloudFormation works with must be allowed. @default no role may */
  readonly actions?: (request: ResourceRequest<z.infer<Shape>>) => IamRequest[];
  /** What that role must be allowed when the resource is deleted. @default nothing that is rehearsed */
  readonly deleteActions?: (request: ResourceRequest<z.infer<Shape>>) => IamRequest[];
  readonly create: (request: ResourceRequest<z.infer<Shape>>) => LiveResource | Promise<LiveResource>;
}

/** Names the type parameter, so that each file's `create` is checked against its own `properties`. */
export const resourceType = <Shape extends z.ZodObject>(type: ResourceType<Shape>): ResourceType =>
  type as unknown as ResourceType;
