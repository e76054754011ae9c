import { AwsError } from '../service';

/** Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const INPUT_BYTES_MAX = 262_144;
const NAME_CHARACTERS_MAX = 80;
/** Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
const FORBIDDEN_IN_NAMES = /[\s\p{Cc}\p{Cs}<>{}[\]?*"#%\\^|~`$&,;:/\ufffe\uffff]/u;

/** The parsed input of StartExecution. @throws InvalidExecutionInput */
export function inputOf(text = '{}'): unknown {
  if (Buffer.byteLength(text) > INPUT_BYTES_MAX) {
    throw new AwsError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: longer than ${INPUT_BYTES_MAX} bytes`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${(error as Error).message}'`);
  }
}

/** @throws InvalidName */
export function checkName(name: string): void {
  if (name.length > 0 && name.length <= NAME_CHARACTERS_MAX && !FORBIDDEN_IN_NAMES.test(name)) return;
  throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

export interface ArnRules {
  /** What the ARN must name: `stateMachine` or `execution`. */
  readonly kind: 'stateMachine' | 'execution';
  /** The Region that the call is signed for. */
  readonly region: string;
}

/** @throws InvalidArn for an ARN of another kind or Region */
export function checkArn(arn: string | undefined, { kind, region }: ArnRules): string {
  const [prefix, , service, at, , type] = (arn ?? '').split(':');
  if (prefix === 'arn' && service === 'states' && at === region && type === kind) return arn ?? '';
  throw new AwsError('InvalidArn', `Invalid Arn: '${arn}' is no ${kind} in ${region}`);
}
