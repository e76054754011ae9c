import { createHash } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExecutionEnvironment, type Outcome } from './execution-environment';
import type { Identities, Principal } from './identities';
import type { Network } from './network';
import type { Authority } from './tls';
import { worldEnvironment } from './world-environment';

/** A Lambda function as its template says it is. */
export interface FunctionSpec {
  /** Unqualified. */
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  /** The bundle; copied to the work directory before its first use. */
  readonly codeDirectory: string;
  /** `<file>.<export>`, as in `index.handler`. */
  readonly handler: string;
  /** Wall seconds: a product limit, never scaled. */
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
}

export interface InvokeResult {
  readonly payload: unknown;
  /** 'Unhandled' when `payload` is an error. */
  readonly functionError?: string;
  /** The qualifier that was invoked, or `$LATEST`. */
  readonly executedVersion: string;
}

/** What one invocation took, as Lambda's REPORT line says it. */
export interface Invoked {
  readonly functionName: string;
  readonly event: unknown;
  /** Whether its environment was made for it. */
  readonly isCold: boolean;
  /** Wall milliseconds in the handler; loading the bundle is none of them. */
  readonly milliseconds: number;
}

/** Runs bundles like Lambda: one child process per concurrent execution, kept warm, killed at its timeout. */
export interface LambdaHost {
  /** A function that is registered again runs its new code from the next invocation on. */
  register(spec: FunctionSpec): void;
  /**
   * `arn` is qualified or not.
   * @throws ResourceNotFoundException for a function that was not registered
   */
  invoke(arn: string, event: unknown): Promise<InvokeResult>;
  /** Kills the function's execution environments, as when the machine under them fails. */
  crash(arn: string): void;
  close(): Promise<void>;
}

export interface LambdaHostOptions {
  readonly identities: Identities;
  readonly network: Network;
  dnsPort(): number;
  readonly tls: Authority;
  /** The one AWS endpoint. */
  endpointUrl(): string;
  /** Outside the repository, or a module that a bundle lacks would resolve from node_modules by luck. */
  readonly workDirectory: string;
  onLog(line: { functionName: string; region: string; text: string }): void;
  onInvoked(invoked: Invoked): void;
}

export const createLambdaHost = (options: LambdaHostOptions): LambdaHost => new ProcessHost(options);

interface Warm {
  readonly environment: ExecutionEnvironment;
  readonly principal: Principal;
  readonly spec: FunctionSpec;
  readonly version: string;
  isBusy: boolean;
  isCold: boolean;
}

const LATEST = '$LATEST';

class ProcessHost implements LambdaHost {
  private readonly specs = new Map<string, FunctionSpec>();
  private readonly environments = new Set<Warm>();
  private isClosed = false;

  constructor(private readonly options: LambdaHostOptions) {}

  register(spec: FunctionSpec): void {
    this.specs.set(spec.arn, spec);
  }

  async invoke(arn: string, event: unknown): Promise<InvokeResult> {
    const { unqualified, version } = parsed(arn);
    const spec = this.specs.get(unqualified);
    if (!spec) throw notFound(arn);
    if (this.isClosed) throw new Error(`function ${spec.name} cannot be invoked: the host is closed`);
    const warm = this.warm(spec, version) ?? this.cold(spec, version);
    const outcome = await this.run(warm, { arn, event });
    return { ...resultOf(outcome), executedVersion: version };
  }

  crash(arn: string): void {
    for (const { environment, spec } of this.environments) {
      if (spec.arn === parsed(arn).unqualified) void environment.kill();
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.environments].map(({ environment }) => environment.kill()));
    this.environments.clear();
  }

  private warm(spec: FunctionSpec, version: string): Warm | undefined {
    const isWarm = (each: Warm) =>
      each.spec === spec && each.version === version && !each.isBusy && each.environment.isUsable;
    return [...this.environments].find(isWarm);
  }

  private cold(spec: FunctionSpec, version: string): Warm {
    const { identities, onLog } = this.options;
    const principal: Principal = { roleArn: spec.roleArn, about: spec.name, region: spec.region };
    const variables = {
      ...spec.environment,
      ...worldEnvironment(this.options, this.options.workDirectory),
      ...this.reservedVariables(spec, version),
      ...credentials(identities.issue(principal)),
    };
    const { name: functionName, region } = spec;
    const environment = new ExecutionEnvironment(variables, (text) => onLog({ functionName, region, text }));
    const warm = { environment, principal, spec, version, isBusy: false, isCold: true };
    this.environments.add(warm);
    return warm;
  }

  private async run(warm: Warm, { arn, event }: { arn: string; event: unknown }): Promise<Outcome> {
    const { environment, principal, spec } = warm;
    warm.isBusy = true;
    // The AWS endpoint reads here which run and step a call of this environment belongs to.
    principal.invocation = { event };
    const init = await environment.ready;
    const beganAt = performance.now();
    const outcome =
      'error' in init ? init : await environment.invoke({ arn, event, timeoutSeconds: spec.timeoutSeconds });
    const milliseconds = performance.now() - beganAt;
    this.options.onInvoked({ functionName: spec.name, event, isCold: warm.isCold, milliseconds });
    warm.isBusy = false;
    warm.isCold = false;
    if (!environment.isUsable) this.environments.delete(warm);
    return outcome;
  }

  private reservedVariables(spec: FunctionSpec, version: string): Record<string, string> {
    const bundle = this.copied(spec.codeDirectory);
    return {
      AWS_REGION: spec.region,
      AWS_DEFAULT_REGION: spec.region,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: spec.name,
      AWS_LAMBDA_FUNCTION_VERSION: version,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
      AWS_LAMBDA_LOG_STREAM_NAME: `rehearsal/[${version}]`,
      AWS_ENDPOINT_URL: this.options.endpointUrl(),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      LAMBDA_TASK_ROOT: bundle,
      UNDERSTUDY_BUNDLE: bundle,
      UNDERSTUDY_HANDLER: spec.handler,
    };
  }

  /** Functions that share an asset share its copy. */
  private copied(codeDirectory: string): string {
    const name = createHash('sha256').update(codeDirectory).digest('hex').slice(0, 16);
    const copy = join(this.options.workDirectory, `bundle-${name}`);
    if (!existsSync(copy)) cpSync(codeDirectory, copy, { recursive: true });
    return copy;
  }
}

const credentials = ({ accessKeyId, secretAccessKey }: { accessKeyId: string; secretAccessKey: string }) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
});

const resultOf = (outcome: Outcome): Omit<InvokeResult, 'executedVersion'> =>
  'error' in outcome ? { payload: outcome.error, functionError: 'Unhandled' } : { payload: outcome.payload };

/** `arn:aws:lambda:<region>:<account>:function:<name>` and, after another colon, the version or alias. */
function parsed(arn: string): { unqualified: string; version: string } {
  const parts = arn.split(':');
  return { unqualified: parts.slice(0, 7).join(':'), version: parts[7] ?? LATEST };
}

const notFound = (arn: string): Error =>
  Object.assign(new Error(`function not found: ${arn}`), { name: 'ResourceNotFoundException' });
