import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import type { Verb } from '../../lib/domain/verbs';
import type { ExecutionView } from '../../lib/rehearsal/aws/states';
import type { TimedMoment } from '../../lib/rehearsal/timeline';
import { personRequest } from '../person-request';
import { type SimulatedWorld, worldIn } from './open-world';

/** What the people of a story do, in the console and by the control plane's own functions. */
export interface People {
  /** Starts a machine from the console, again where Step Functions is throttled. @returns ARN of the execution */
  starts(verb: Verb, region: string, input?: object): string;
  /** Ends the run that goes on and is no upkeep, if there is one. @returns its ARN */
  aborts(): string | undefined;
  /** Lets a run go on that was ended, where Step Functions allows it. */
  redrives(run: string | undefined): void;
  /** From now on somebody says yes to whatever a run asks. */
  approve(): void;
  /** Runs that somebody has said yes to. */
  readonly approved: ReadonlySet<string>;
  acknowledgesDivergence(region: string): void;
  /** Makes the member of a Region the writer in the console, whatever is lost by it. */
  promotesByHand(region: string): void;
}

export interface PeopleOptions {
  readonly plan: Plan;
  readonly world: SimulatedWorld;
  readonly moments: readonly TimedMoment[];
  /** Told of a run that a person has started. */
  onStart(run: string): void;
  /** Told of a promotion that a person has made. */
  onPromotion(): void;
}

/** How long a person needs to read what is asked. */
const READ_MILLISECONDS = 60_000;
/** How long a person waits who is told that Step Functions is busy. */
const BUSY_MILLISECONDS = 30_000;
const BECAUSE = 'a person of the simulation';

export function createPeople({ plan, world, moments, onStart, onPromotion }: PeopleOptions): People {
  const { clock, services } = world;
  const { states, network, lambdas, rds } = services;
  const approved = new Set<string>();
  let started = 0;
  let isApproving = false;
  /** What a function answers does not matter here: whether it was enough shows. */
  const asks = (region: string, slug: string, body: object) => {
    if (network.isCut(region)) return;
    const arn = `arn:aws:lambda:${region}:${plan.account}:function:${namesOf(plan, region).lambda(slug)}`;
    lambdas.invoke(arn, personRequest({ because: BECAUSE, ...body })).catch(() => {});
  };
  const readRequests = () => {
    for (const { run = '' } of moments.filter(isAsked)) {
      if (approved.has(run) || states.execution(run)?.status !== 'RUNNING') continue;
      approved.add(run);
      asks(run.split(':')[3] ?? '', 'decide-approval', { kind: 'approve', run });
    }
    clock.after(READ_MILLISECONDS, readRequests);
  };
  const starts: People['starts'] = (verb, region, input = { reason: BECAUSE }) => {
    // Nobody reaches the console of a Region that is gone.
    if (network.isCut(region)) return '';
    started += 1;
    const arn = namesOf(plan, region).machineArn(verb);
    const by = { roleArn: 'world', about: 'operator', region };
    try {
      const { executionArn } = states.start({ arn, name: `person-${started}`, input, by });
      onStart(executionArn);
      return executionArn;
    } catch (error) {
      if ((error as Error).name !== 'ThrottlingException') throw error;
      clock.after(BUSY_MILLISECONDS, () => void starts(verb, region, input));
      return '';
    }
  };
  return {
    approved,
    starts,
    aborts() {
      const run = states.executions().findLast(goesOn)?.arn;
      if (run) states.stop(run);
      return run;
    },
    redrives(run) {
      const view = run && states.execution(run);
      if (view && view.notRedrivable === undefined && !network.isCut(view.region)) states.redrive(view.arn);
    },
    approve() {
      if (!isApproving) readRequests();
      isApproving = true;
    },
    acknowledgesDivergence: (region) => asks(region, 'change-controls', { kind: 'acknowledge-divergence' }),
    promotesByHand(region) {
      if (network.isCut(region)) return;
      for (const { globalCluster, clusters } of plan.databases) {
        const input = {
          GlobalClusterIdentifier: globalCluster,
          TargetDbClusterIdentifier: namesOf(plan, region).clusterArn(region, clusters[region] ?? ''),
          AllowDataLoss: true,
        };
        const call = { principal: worldIn(region), region, operation: 'FailoverGlobalCluster', requestId: 'person' };
        // Where Aurora refuses, the person leaves it at that.
        Promise.resolve()
          .then(() => rds.service.operations.FailoverGlobalCluster?.(input, call))
          .then(onPromotion, () => {});
      }
    },
  };
}

const isAsked = ({ step, because }: TimedMoment): boolean =>
  step === 'AuthorizePromotion' && /^(asking|waiting)/.test(because);

const UPKEEP = /-orders-(check|settle|retire|stand-down)$/;

const goesOn = ({ status, machineArn }: ExecutionView): boolean => status === 'RUNNING' && !UPKEEP.test(machineArn);
