import { denialOf } from '../../lib/rehearsal/aws/iam/authorize';
import { protocolOf } from '../../lib/rehearsal/aws/protocol/protocol';
import { AwsError, type Service } from '../../lib/rehearsal/aws/service';
import { WORLD_ROLE } from '../../lib/rehearsal/world/identities';
import { type AwsWorld, awsWorld } from './aws-world';
import type { Case, CaseCall, CaseExpected, CaseStep } from './case';
import { differences, filledIn } from './case-match';
import { moves } from './case-moves';
import { tablesOf } from './case-moves/dynamodb';

/** Plays a case in a world of its own. @returns how the world differs from AWS, one line for each difference */
export async function differencesOf(played: Case): Promise<string[]> {
  const run = new CaseRun();
  try {
    for (const step of played.given) await run.step(step);
    const found = await run.check(played);
    for (const step of played.later) found.push(...(await run.step(step)));
    return [...found, ...run.world.defects.map((defect) => `the world failed: ${String(defect)}`)];
  } finally {
    await run.world.services.close();
  }
}

interface Check {
  readonly call: CaseCall;
  readonly expected: CaseExpected;
}

/** Seven days. */
const LEAP_SECONDS_MIN = 7 * 86_400;

class CaseRun {
  readonly world: AwsWorld = awsWorld();
  private readonly answers = new Map<string, unknown>();
  private readonly services = servicesOf(this.world);

  async step(step: CaseStep): Promise<string[]> {
    if ('afterSeconds' in step && step.afterSeconds) await this.pass(Number(step.afterSeconds));
    if ('call' in step) return this.check(step as Check);
    if ('operation' in step) await this.answerTo(step as CaseCall);
    else if ('world' in step) await this.move(String(step.world), step);
    return [];
  }

  /** Over many days every minute of every alarm would be played. */
  private pass(seconds: number): Promise<void> {
    const { clock } = this.world;
    return seconds < LEAP_SECONDS_MIN ? clock.pass(seconds * 1000) : clock.leap(seconds * 1000);
  }

  async check({ call, expected }: Check): Promise<string[]> {
    const wanted = filledIn(expected, this.answers);
    const answer = await this.answerTo(call).then(
      (output) => ({ output }),
      (error: Error) => ({ error }),
    );
    if ('error' in wanted) {
      if (!('error' in answer)) return [`${call.operation} must fail with ${wanted.error.name}, and answered`];
      return differences(wanted.error, this.toldOnTheWire(call, answer.error), 'error');
    }
    if ('error' in answer) return [`${call.operation} must answer, and failed with ${answer.error.stack}`];
    return differences(wanted.output, answer.output);
  }

  /** As a client sees it: dates are texts, and what is undefined is not there. */
  private async answerTo(call: CaseCall): Promise<unknown> {
    const { clock } = this.world;
    // A list of its own keeps the rejection of a call that fails at once from being nobody's.
    const [answer] = await this.settled(this.carriedOut({ ...call, input: filledIn(call.input, this.answers) }));
    if (answer.status === 'rejected') throw answer.reason;
    await clock.pass(0);
    const output: unknown = JSON.parse(JSON.stringify(answer.value ?? {}));
    if (call.name !== undefined) this.answers.set(call.name, output);
    return output;
  }

  /** Waits for a call, and lets time pass only while it takes some. */
  private async settled(promise: Promise<unknown>): Promise<[PromiseSettledResult<unknown>]> {
    const { clock } = this.world;
    let isSettled = false;
    const settling = Promise.allSettled([promise]).finally(() => {
      isSettled = true;
    });
    await clock.pass(0);
    return isSettled ? settling : clock.until(settling);
  }

  private async carriedOut({ service: name, region, operation, input, as }: CaseCall): Promise<unknown> {
    if (name === 'world') return this.move(operation, { region, ...input });
    const service = this.services.get(name);
    const perform = service?.operations[operation];
    if (!service || !perform) throw new Error(`${name} has no operation ${operation} in this world`);
    const principal = { roleArn: as ?? WORLD_ROLE, about: 'case', region };
    const call = { principal, region, operation, requestId: 'case' };
    const denial = denialOf(this.world.services.iam, call, service.authorization(operation, input, call));
    if (denial !== undefined) throw refusalOf(service, denial);
    return perform(input, call);
  }

  private async move(name: string, given: object): Promise<unknown> {
    const found = moves[name];
    if (!found) throw new Error(`the world has no move ${name}: moves are ${Object.keys(moves).join(', ')}`);
    const { world: _, ...input } = filledIn(given, this.answers) as { world?: unknown };
    return found(this.world, input);
  }

  private toldOnTheWire({ service }: CaseCall, error: Error): object {
    const { name, message } = error;
    const client = this.services.get(service)?.client;
    if (!(error instanceof AwsError) || !client) return { name, message };
    return { ...error.extra, name, message, status: protocolOf(client).refusal(error, 'case').status };
  }
}

/** As the endpoint tells a denial. */
function refusalOf({ client }: Service, denial: string): AwsError {
  const { names, deniedStatus } = protocolOf(client);
  return new AwsError(names.accessDenied, denial, { status: deniedStatus });
}

/** What answers calls, by its signing name. */
function servicesOf(world: AwsWorld): ReadonlyMap<string, Service> {
  const all = Object.values(world.services) as readonly { service?: Service }[];
  const spoken = all.flatMap((one) => (one?.service ? [[one.service.signingName, one.service] as const] : []));
  // Dynalite answers on sockets; the tables of a case are in memory.
  return new Map([...spoken, ['dynamodb', tablesOf(world).service]]);
}
