/** A creation that goes otherwise than others, by the hand of the world. */
interface Disturbed {
  readonly region: string;
  /** In the template. @default any */
  readonly logicalId?: string;
  /** e.g. `AWS::ECS::Service`. @default any */
  readonly type?: string;
  /** How many creations. @default 1 */
  readonly times?: number;
}

/** Why the next creations of a resource fail. */
export interface FailingCreation extends Disturbed {
  /** What the resource's handler says. */
  readonly reason: string;
  /** As in the stack's events. @default GeneralServiceException */
  readonly handlerErrorCode?: string;
  /** How long the resource is being created until then. @default 0 */
  readonly afterSeconds?: number;
}

/** How much longer the next creations of a resource take. */
export interface SlowCreation extends Disturbed {
  readonly seconds: number;
}

/** A creation that fails because the world wants it to, or because what it makes is there already. */
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
  /** @throws for one that names neither a logical id nor a type */
  slow(slow: SlowCreation): void;
  /** Takes the time that this creation takes, and says why it fails, if it does; counts it. */
  next(resource: CreatedResource, wait: (seconds: number) => Promise<void>): Promise<HandlerFailure | undefined>;
}

export function createFailures(): Failures {
  const failing = createMeant<FailingCreation>();
  const slow = createMeant<SlowCreation>();
  return {
    add: failing.add,
    slow: slow.add,
    async next(resource, wait) {
      const slowness = slow.take(resource);
      if (slowness) await wait(slowness.seconds);
      const failure = failing.take(resource);
      if (!failure) return undefined;
      if (failure.afterSeconds !== undefined) await wait(failure.afterSeconds);
      return new HandlerFailure(failure.reason, failure.handlerErrorCode ?? 'GeneralServiceException');
    },
  };
}

/** What is meant for creations to come, each until it has met as many as it should. */
function createMeant<What extends Disturbed>() {
  const all: { readonly what: What; left: number }[] = [];
  const isMeant = (what: What, { region, logicalId, type }: CreatedResource) =>
    what.region === region && (what.logicalId ?? logicalId) === logicalId && (what.type ?? type) === type;
  return {
    add(what: What): void {
      if (what.logicalId === undefined && what.type === undefined) {
        throw new Error('a creation that fails or is slow needs a logicalId or a type');
      }
      all.push({ what, left: what.times ?? 1 });
    },
    take(resource: CreatedResource): What | undefined {
      const found = all.find(({ what, left }) => left > 0 && isMeant(what, resource));
      if (found) found.left -= 1;
      return found?.what;
    },
  };
}
