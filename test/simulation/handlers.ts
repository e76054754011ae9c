import { zoneDns } from '../../lambdas/edge/dns';
import { edgeOver } from '../../lambdas/edge/edge';
import { lazily } from '../../lambdas/edge/lazily';
import type { Log } from '../../lambdas/edge/log';
import type { Edge } from '../../lambdas/edge/step-handler';
import type { Web } from '../../lambdas/edge/web';
import { createHandler as admitRun } from '../../lambdas/steps/admit-run/handler';
import { createHandler as afterPromotion } from '../../lambdas/steps/after-promotion/handler';
import { createHandler as afterTraffic } from '../../lambdas/steps/after-traffic/handler';
import { createHandler as announceRegion } from '../../lambdas/steps/announce-region/handler';
import { createHandler as auditControlPlane } from '../../lambdas/steps/audit-control-plane/handler';
import { createHandler as auditPermissions } from '../../lambdas/steps/audit-permissions/handler';
import { createHandler as auditStandby } from '../../lambdas/steps/audit-standby/handler';
import { createHandler as authorizePromotion } from '../../lambdas/steps/authorize-promotion/handler';
import { createHandler as beforePromotion } from '../../lambdas/steps/before-promotion/handler';
import { createHandler as beforeTraffic } from '../../lambdas/steps/before-traffic/handler';
import { createHandler as checkReadiness } from '../../lambdas/steps/check-readiness/handler';
import { createHandler as closeRun } from '../../lambdas/steps/close-run/handler';
import { createHandler as confirmActive } from '../../lambdas/steps/confirm-active/handler';
import { createHandler as confirmOutage } from '../../lambdas/steps/confirm-outage/handler';
import { createHandler as deployStacks } from '../../lambdas/steps/deploy-stacks/handler';
import { createHandler as fenceRegion } from '../../lambdas/steps/fence-region/handler';
import { createHandler as keepWarm } from '../../lambdas/steps/keep-warm/handler';
import { createHandler as promoteDatabase } from '../../lambdas/steps/promote-database/handler';
import { createHandler as proveStacks } from '../../lambdas/steps/prove-stacks/handler';
import { createHandler as recordDivergence } from '../../lambdas/steps/record-divergence/handler';
import { createHandler as reportReadiness } from '../../lambdas/steps/report-readiness/handler';
import { createHandler as retireStacks } from '../../lambdas/steps/retire-stacks/handler';
import { createHandler as runCanaries } from '../../lambdas/steps/run-canaries/handler';
import { createHandler as settleTraffic } from '../../lambdas/steps/settle-traffic/handler';
import { createHandler as shiftTraffic } from '../../lambdas/steps/shift-traffic/handler';
import { createHandler as unfenceRegion } from '../../lambdas/steps/unfence-region/handler';
import { createHandler as verifyTraffic } from '../../lambdas/steps/verify-traffic/handler';
import { createHandler as changeControls } from '../../lambdas/triggers/change-controls/handler';
import { createHandler as checkDrift } from '../../lambdas/triggers/check-drift/check';
import { createHandler as closeLeftBehind } from '../../lambdas/triggers/close-left-behind/handler';
import { createHandler as decideApproval } from '../../lambdas/triggers/decide-approval/handler';
import { createHandler as onAlarm } from '../../lambdas/triggers/on-alarm/handler';
import { createHandler as onRisk } from '../../lambdas/triggers/on-risk/handler';
import { createHandler as onRunEnded } from '../../lambdas/triggers/on-run-ended/handler';
import { createHandler as onSchedule } from '../../lambdas/triggers/on-schedule/handler';
import { createHandler as publishEvents } from '../../lambdas/triggers/publish-events/handler';
import { createHandler as recordDatabaseEvent } from '../../lambdas/triggers/record-database-event/handler';
import { createHandler as serveSignal } from '../../lambdas/triggers/serve-signal/handler';
import { createHandler as watchRegion } from '../../lambdas/triggers/watch-region/region';
import { isWitness } from '../../lambdas/triggers/watch-region/trigger';
import { createWitness } from '../../lambdas/triggers/watch-region/witness';
import { namesOf } from '../../lib/domain/names';
import type { Plan } from '../../lib/domain/plan';
import { partitionOf } from '../../lib/domain/region';
import { checkMetricsRegion } from '../../lib/domain/traffic';
import type { Clock } from '../../lib/rehearsal/world/clock';
import type { FunctionSpec } from '../../lib/rehearsal/world/lambda-host';
import type { ClientOf, Sender, Sends } from './world/aws-calls';
import type { Program } from './world/in-process-host';
import type { createSurroundings } from './world/surroundings';

export interface HandlersOptions {
  readonly plan: Plan;
  /** What time it is for a function. */
  clockOf(spec: FunctionSpec): Clock;
  readonly clientOf: ClientOf;
  readonly surroundings: Pick<ReturnType<typeof createSurroundings>, 'webOf' | 'resolver'>;
  /** What a function wrote into its log. */
  onLog(spec: FunctionSpec, line: object): void;
}

/** Everything that any handler asks for, each under the name by which it asks. */
interface Universe {
  readonly edge: Edge;
  readonly web: Web;
  readonly dns: ReturnType<typeof zoneDns>;
  readonly place: { readonly plan: Plan; readonly region: string; readonly names: ReturnType<typeof namesOf> };
  readonly spec: FunctionSpec;
  /** One client for every service: a command says itself which it is for. */
  // biome-ignore lint/suspicious/noExplicitAny: each factory picks the clients that it names
  readonly clients: any;
}

type Handler = (event: unknown) => Promise<unknown>;
type Make = (universe: Universe) => Handler;

/** Handlers that take their clients and an edge. */
const plain =
  // biome-ignore lint/suspicious/noExplicitAny: see Universe
    (create: (clients: any, edge: Edge) => any) =>
    ({ clients, edge }: Universe) =>
      create(clients, edge);
/** Those that also ask the web and the zone. */
// biome-ignore lint/suspicious/noExplicitAny: see Universe
const asking = (create: (clients: any, edge: Edge, outside: any) => any) => (universe: Universe) =>
  create(universe.clients, universe.edge, universe);
/** Triggers, which know their place from their deployment. */
// biome-ignore lint/suspicious/noExplicitAny: see Universe
const placed = (create: (clients: any, place: any, edge: Edge) => any) => (universe: Universe) =>
  create(universe.clients, universe.place, universe.edge);

/** By the words of a function's name behind the plan's. */
const HANDLERS: Readonly<Record<string, Make>> = {
  'admit-run': ({ clients, edge, spec, dns }) => admitRun(clients, edge, spec.region, dns),
  'after-promotion': plain(afterPromotion),
  'after-traffic': plain(afterTraffic),
  'announce-region': plain(announceRegion),
  'audit-permissions': plain(auditPermissions),
  'audit-standby': plain(auditStandby),
  'audit-control-plane': plain(auditControlPlane),
  'authorize-promotion': ({ clients, edge, web }) => authorizePromotion(clients, edge, web),
  'before-promotion': plain(beforePromotion),
  'before-traffic': plain(beforeTraffic),
  'check-readiness': asking(checkReadiness),
  'close-run': plain(closeRun),
  'confirm-active': asking(confirmActive),
  'confirm-outage': asking(confirmOutage),
  'deploy-stacks': plain(deployStacks),
  'fence-region': plain(fenceRegion),
  'keep-warm': ({ clients, edge }) => keepWarm(clients.dynamo, edge),
  'promote-database': plain(promoteDatabase),
  'prove-stacks': ({ edge, web }) => proveStacks(edge, web),
  'record-divergence': plain(recordDivergence),
  'report-readiness': plain(reportReadiness),
  'retire-stacks': ({ clients, edge, dns }) => retireStacks(clients, edge, dns),
  'run-canaries': ({ edge, web }) => runCanaries(edge, web),
  'settle-traffic': plain(settleTraffic),
  'shift-traffic': plain(shiftTraffic),
  'unfence-region': plain(unfenceRegion),
  'verify-traffic': ({ edge, dns }) => verifyTraffic(edge, dns),
  'change-controls': ({ clients, place }) => changeControls(clients, place),
  'check-drift': placed(checkDrift),
  'close-left-behind': ({ clients, place }) => closeLeftBehind(clients, place),
  'decide-approval': placed(decideApproval),
  'on-alarm': placed(onAlarm),
  'on-risk': placed(onRisk),
  'on-run-ended': ({ clients, place }) => onRunEnded(clients, place),
  'on-schedule': placed(onSchedule),
  'publish-events': ({ clients, place }) => publishEvents(clients, place),
  'record-database-event': ({ clients, place }) => recordDatabaseEvent(clients, place),
  'serve-signal': placed(serveSignal),
  'watch-region': (universe) => (isWitness(universe.place) ? witnessing(universe) : watching(universe)),
};

const witnessing = ({ clients, place, edge }: Universe): Handler => createWitness(clients, place, edge);

function watching({ clients, place, edge, spec }: Universe): Handler {
  const { SIGNAL_URL = '', APPROVAL_URL = '', CONTROLS_URL = '' } = spec.environment;
  const addresses = { signalUrl: SIGNAL_URL, approvalUrl: APPROVAL_URL, controlsUrl: CONTROLS_URL };
  return watchRegion(clients, { place, addresses }, edge);
}

/** Makes the real handler of a function, with clients that belong to one invocation. */
export function handlers({ plan, clockOf, clientOf, surroundings, onLog }: HandlersOptions): Program {
  const dns = zoneDns(() => surroundings.resolver);
  return (spec, sender) => {
    const web = surroundings.webOf(sender);
    const slug = slugIn(plan, spec);
    const make = HANDLERS[slug];
    if (!make) throw new Error(`no handler is known for the function ${spec.name}`);
    const log: Log = (line) => onLog(spec, line);
    const clock = clockOf(spec);
    // biome-ignore lint/suspicious/noExplicitAny: see Universe
    const clients: any = Object.assign(clientsOf(clientOf, sender, spec.region), { web, dns, clock, log });
    const { rds, dynamo } = clients;
    const edge = { ...edgeOver(dynamo, clock), log };
    const names = namesOf(plan, spec.region);
    const activeIn = () => ({ rds, dynamo, dns });
    return lazily(() =>
      make({
        clients: Object.assign(clients, { activeIn }),
        edge,
        web,
        dns,
        spec,
        place: { plan, region: spec.region, names },
      }),
    );
  };
}

/** A drill's functions run the code of the live ones. */
function slugIn(plan: Plan, { name, region }: FunctionSpec): string {
  return name.slice(namesOf(plan, region).lambda('').length).replace(/-drill$/, '');
}

const SERVICES = [
  ...['cloudformation', 'cloudwatch', 'dynamo', 'ecr', 'ecs', 'elb', 'events', 'iam', 'kms', 'lambda', 'quotas'],
  ...['rds', 'route53', 's3', 'scheduler', 'sns', 'ssm', 'states'],
];

const KEYS = SERVICES.map((service) => ({ here: service, each: [`${service}In`, `${service}Of`] as const }));

/** Every name by which a handler asks for a client: one client stands behind all of them. */
function clientsOf(clientOf: ClientOf, sender: Sender, here: string) {
  const regional = (region: string): Sends => clientOf(sender, region);
  const client = regional(here);
  const clients: Record<string, unknown> = {
    clientsIn: (region: string) => clientsOf(clientOf, sender, region),
    clusterAt: ({ region }: { region: string }) => regional(region),
    checkMetrics: regional(checkMetricsRegion(partitionOf(here))),
    patientDynamoOf: regional,
  };
  for (const { here: ofHere, each } of KEYS) {
    clients[ofHere] = client;
    for (const key of each) clients[key] = regional;
  }
  return clients;
}
