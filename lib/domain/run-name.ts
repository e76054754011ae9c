import { regionOfArn } from './region';
import { VERBS, type Verb } from './verbs';

/** What the ARN of a run says. */
export interface RunName {
  /** Of the plan; the machine's whole name where no verb ends it. */
  readonly plan: string;
  /** @default the machine is of no verb */
  readonly verb: Verb | undefined;
  /** @default what names the run is no ARN */
  readonly region: string | undefined;
}

const MACHINE = new RegExp(`^understudy-(.+)-(${VERBS.join('|')})$`);

/** @param runId execution ARN: `arn:…:states:<region>:<account>:execution:<machine>:<name>` */
export function runNameOf(runId: string): RunName {
  const machine = runId.split(':')[6] ?? '';
  const [, plan = machine, verb] = MACHINE.exec(machine) ?? [];
  return { plan, verb: VERBS.find((one) => one === verb), region: regionOfArn(runId) };
}
