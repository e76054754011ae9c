/** Why the next creations of a resource fail, by the hand of the world. */
export interface FailingCreation {
  readonly region: string;
  /** In the template. @default any */
  readonly logicalId?: string;
  /** e.g. `AWS::ECS::Service`. @default any */
  readonly type?: string;
  /** What the resource's handler says. */
  readonly reason: string;
  /** As in the stack's events. @default GeneralServiceException */
  readonly handlerErrorCode?: string;
  /** How many creations fail. @default 1 */
  readonly times?: number;
}

/** A creation that fails because the world wants it to. */
export class HandlerFailure extends Error {
  override readonly name = 'HandlerFailure';
  constructor(
    reason: string,
    readonly handlerErrorCode: string,
  ) {
    super(reason);
  }
}

interface CreatedResource {
  readonly region: string;
  readonly logicalId: string;
  readonly type: string;
}

export interface Failures {
  /** @throws for one that names neither a logical id nor a type */
  add(failing: FailingCreation): void;
  /** Why this creation fails; counts it. Undefined when it does not. */
  next(resource: CreatedResource): HandlerFailure | undefined;
}

export function createFailures(): Failures {
  const failing: { readonly what: FailingCreation; left: number }[] = [];
  const isMeant = (what: FailingCreation, { region, logicalId, type }: CreatedResource) =>
    what.region === region && (what.logicalId ?? logicalId) === logicalId && (what.type ?? type) === type;
  return {
    add(what) {
      if (what.logicalId === undefined && what.type === undefined) {
        throw new Error('a creation that fails needs a logicalId or a type');
      }
      failing.push({ what, left: what.times ?? 1 });
    },
    next(resource) {
      const found = failing.find(({ what, left }) => left > 0 && isMeant(what, resource));
      if (!found) return undefined;
      found.left -= 1;
      return new HandlerFailure(found.what.reason, found.what.handlerErrorCode ?? 'GeneralServiceException');
    },
  };
}
