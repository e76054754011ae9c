/** What a run may touch at all: what its verb is for, what its plan names, and nothing that is the last of its kind. */
import { FENCED_OPERATIONS, LAST_COPY_OPERATIONS, MAY_CALL, OWN_REGION_OPERATIONS, PROMOTIONS } from './operations';
import { NOTHING, type Rule, type Seen, shortNameOf, stackIn } from './rule';

/** I-14, I-09, I-18: a run makes the changes of its verb; a drill promotes nothing and moves nobody. */
export const everyVerbKeepsToItsOwn: Rule = () => {
  return ({ isFenced, run: { verb }, operation, step }) => {
    if (!isFenced || verb === undefined || MAY_CALL[verb].includes(operation)) return NOTHING;
    return [`${promiseOf(verb, operation)}: ${step} of a ${verb} called ${operation}`];
  };
};

function promiseOf(verb: string, operation: string): string {
  if (verb === 'drill') return 'I-14';
  return PROMOTIONS.includes(operation) ? 'I-09' : 'I-18';
}

/** I-14: what another run has made for users is no drill's to make or to delete. */
export const noDrillTouchesLiveStacks: Rule = () => {
  const live = new Map<string, string>();
  return ({ service, operation, ok, resource, run: { verb }, runId, region }) => {
    if (service !== 'cloudformation' || !ok) return NOTHING;
    const stack = `${region} ${stackIn(resource)}`;
    if (operation === 'CreateStack' && verb !== 'drill') live.set(stack, runId);
    const maker = verb === 'drill' && FENCED_OPERATIONS.includes(operation) ? live.get(stack) : undefined;
    if (maker === undefined) return NOTHING;
    return [`I-14: a drill called ${operation} on ${stackIn(resource)}, which ${shortNameOf(maker)} made for users`];
  };
};

/** Route 53 is signed for a Region of its own; the endpoints of an ARC cluster stand in Regions beside the plan. */
const OF_NO_REGION: readonly string[] = ['route53', 'route53-recovery-cluster'];

/** I-18: only what the plan names is touched, and what belongs to a Region only in the run's own. */
export const nothingBesideThePlan: Rule = ({ plan }) => {
  const controls = Object.values(plan?.traffic.routingControl?.controls ?? {});
  const clusters = plan && new Set(plan.databases.map(({ globalCluster }) => globalCluster));
  return (line) => {
    const { isFenced, isClaim, operation, region, run, resource, step, service } = line;
    if (!isFenced) return NOTHING;
    if ((isClaim || OWN_REGION_OPERATIONS.includes(operation)) && run.region !== undefined && region !== run.region) {
      return [`I-18: ${step} called ${operation} in ${region}, and its run is of ${run.region}`];
    }
    if (!plan || !clusters) return NOTHING;
    if (PROMOTIONS.includes(operation) && !clusters.has(lastNameOf(line))) {
      return [`I-18: ${step} called ${operation} on ${resource}, which the plan does not name`];
    }
    if (operation === 'ChangeResourceRecordSets' && ![plan.traffic.hostedZoneId, ''].includes(lastNameOf(line))) {
      return [`I-18: ${step} called ${operation} on ${resource}, and the plan has ${plan.traffic.hostedZoneId}`];
    }
    if (operation === 'UpdateRoutingControlStates' && ![...controls, ''].includes(resource)) {
      return [`I-18: ${step} called ${operation} on ${resource}, which the plan does not name`];
    }
    if (!OF_NO_REGION.includes(service) && !plan.regions.includes(region)) {
      return [`I-18: ${step} called ${operation} in ${region}, which the plan does not name`];
    }
    return NOTHING;
  };
};

/**
 * `arn:aws:rds::<account>:global-cluster:<name>`, `arn:aws:route53:::hostedzone/<id>`, or the name alone. Evidence does
 * not hold the zone: it is the only one that the step knows.
 */
const lastNameOf = ({ resource }: Pick<Seen, 'resource'>): string => /[^:/]*$/.exec(resource)?.[0] ?? '';

/** I-26: no run deletes what may be the last copy of anything. */
export const theLastCopyStays: Rule = () => {
  return ({ operation, step, resource }) =>
    LAST_COPY_OPERATIONS.includes(operation) ? [`I-26: ${step} called ${operation} on ${resource}`] : NOTHING;
};
