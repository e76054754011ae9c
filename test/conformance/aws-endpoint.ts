import type { HistoryLine } from '../../lib/rehearsal/aws/history';
import { createIamDecider, type PolicyStatement } from '../../lib/rehearsal/aws/iam';
import { type AwsServerOptions, startAwsServer } from '../../lib/rehearsal/aws/server';
import type { Operations, Service } from '../../lib/rehearsal/aws/service';
import { wallClock } from '../../lib/rehearsal/world/clock';
import { createIdentities, type Principal, WORLD_ROLE } from '../../lib/rehearsal/world/identities';

export const ACCOUNT = '111122223333';
export const WORLD: Principal = { roleArn: WORLD_ROLE, about: 'world', region: 'global' };

/** A service that answers what the test says and writes down what it was asked; it asks IAM for nothing. */
export function recordingService(signingName: string, client: object, operations: Operations) {
  const inputs: unknown[] = [];
  const recorded = Object.entries(operations).map(([name, answer]) => [
    name,
    (...[input, call]: Parameters<(typeof operations)[string]>) => {
      inputs.push(input);
      return answer(input, call);
    },
  ]);
  const service: Service = {
    signingName,
    client,
    operations: Object.fromEntries(recorded),
    authorization: () => [],
    changes: () => false,
  };
  return { service, inputs };
}

export interface RoleInTest {
  readonly name: string;
  readonly region?: string;
  readonly statements?: readonly PolicyStatement[];
  readonly invocation?: { readonly event: unknown };
}

/** The endpoint with real clients in front, and all that it reported. */
export async function openEndpoint(services: readonly Service[], more: Partial<AwsServerOptions> = {}) {
  const identities = createIdentities();
  const iam = createIamDecider();
  const lines: HistoryLine[] = [];
  const unimplemented: unknown[] = [];
  const defects: unknown[] = [];
  const cut = new Set<string>();
  const server = await startAwsServer({
    services,
    identities,
    decide: iam,
    isCut: (region) => cut.has(region),
    onCall: (line) => lines.push(line),
    onUnimplemented: (call) => unimplemented.push(call),
    onDefect: (error) => defects.push(error),
    clock: wallClock,
    ...more,
  });
  const settings = (principal: Principal = WORLD, region = 'us-west-2') => ({
    endpoint: server.url,
    region,
    credentials: identities.issue(principal),
    maxAttempts: 1,
  });
  const attached = new Map<string, readonly PolicyStatement[]>();
  /** The role has exactly these statements from now on. */
  const as = ({ name, region = 'us-west-2', statements = [], invocation }: RoleInTest) => {
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/${name}`;
    iam.detach(roleArn, attached.get(roleArn) ?? []);
    iam.attach(roleArn, statements);
    attached.set(roleArn, statements);
    return settings({ roleArn, about: name, region, ...(invocation && { invocation }) }, region);
  };
  return { ...server, identities, iam, lines, unimplemented, defects, cut, settings, as };
}

export type EndpointInTest = Awaited<ReturnType<typeof openEndpoint>>;

/** What a call failed with; a call that succeeds fails the test. */
export async function refused(call: Promise<unknown>): Promise<Error & { $metadata?: { httpStatusCode?: number } }> {
  const outcome = await call.then(
    () => undefined,
    (error: Error) => error,
  );
  if (!outcome) throw new Error('expected the call to be refused, but it succeeded');
  return outcome;
}
