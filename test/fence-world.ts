import type { RegionClients } from '../lambdas/edge/fencing/region';
import type { Edge } from '../lambdas/edge/step-handler';
import type { WebAnswer } from '../lambdas/edge/web';
import { chained, type EvidenceEntry, type EvidenceRecord } from '../lib/domain/evidence';
import { type Fence, fenceFrom, fenceItem } from '../lib/domain/fence';
import { STACK_TAGS } from '../lib/domain/names';
import type { Plan } from '../lib/domain/plan';
import { fenceKey } from '../lib/domain/table-items';
import { plan as example, HERE, LOST, NOW, planWith } from './fixtures';
import { smallTable } from './small-table';
import { awsError } from './standby';

/** A plan that stops something of every kind. */
export const fencingPlan: Plan = planWith({
  fence: {
    stacks: ['orders-web'],
    stateMachines: ['settle-orders'],
    rules: ['nightly'],
    schedules: ['default/invoices'],
    scheduleRoles: ['service-role/invoices-{region}'],
  },
});
const withoutLedger = example.databases.map(({ ledger: _, ...database }) => database);
export const withoutLedgers: Plan = { ...fencingPlan, databases: withoutLedger };

export const RELEASE = 'r-3f2a1b';
export const serviceArn = (region: string, name: string) =>
  `arn:aws:ecs:${region}:${example.account}:service/orders/${name}`;
export const executionArn = (region: string, name: string) =>
  `arn:aws:states:${region}:${example.account}:execution:settle-orders:${name}`;

interface WorldService {
  desiredCount: number;
  runningCount: number;
  pendingCount?: number;
  status?: string;
}

interface WorldStack {
  readonly tags: Readonly<Record<string, string>>;
  /** ARNs of its services. */
  readonly services: readonly string[];
  /** Other resources, before the services in CloudFormation's list. */
  readonly others?: number;
}

/** What works in one Region. */
export interface WorldRegion {
  stacks: Record<string, WorldStack>;
  services: Record<string, WorldService>;
  rules: Record<string, string>;
  schedules: Record<string, Record<string, unknown> & { State: string }>;
  executions: string[] | 'none' | 'express';
  ledger: { rows: number; digest: string } | 'silent' | 'broken';
  /** Operation → the error it fails with. */
  errors: Record<string, Error | undefined>;
  /** Tasks take a while to end. */
  isSlow: boolean;
  table: ReturnType<typeof smallTable>;
}

const stackTags = (release: string) => ({
  [STACK_TAGS.plan]: 'orders',
  [STACK_TAGS.release]: release,
  [STACK_TAGS.lane]: 'live',
});

export function worldRegion(region: string): WorldRegion {
  const web = serviceArn(region, 'web');
  return {
    stacks: {
      [`orders-web-${RELEASE}`]: { tags: stackTags(RELEASE), services: [web], others: 150 },
      [`orders-data-${RELEASE}`]: { tags: stackTags(RELEASE), services: [serviceArn(region, 'reader')] },
      [`drill-orders-web-${RELEASE}`]: {
        tags: { ...stackTags(RELEASE), [STACK_TAGS.lane]: 'drill' },
        services: [serviceArn(region, 'drill')],
      },
    },
    services: {
      [web]: { desiredCount: 2, runningCount: 2 },
      [serviceArn(region, 'reader')]: { desiredCount: 1, runningCount: 1 },
      [serviceArn(region, 'drill')]: { desiredCount: 1, runningCount: 1 },
    },
    rules: { nightly: 'ENABLED' },
    schedules: {
      'default/invoices': {
        State: 'ENABLED',
        ScheduleExpression: 'rate(1 hour)',
        Target: { Arn: 'arn:target', RoleArn: 'arn:role', Input: '{"a":1}' },
        FlexibleTimeWindow: { Mode: 'OFF' },
        StartDate: new Date(Date.parse(NOW) - 1000),
        EndDate: new Date(Date.parse(NOW) + 86_400_000),
        Description: 'invoices',
        Arn: 'arn:schedule',
        CreationDate: new Date(0),
      },
    },
    executions: [executionArn(region, 'e-1'), executionArn(region, 'e-2')],
    ledger: { rows: 1204, digest: 'abc' },
    errors: {},
    isSlow: false,
    table: smallTable(),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the input of any command
type Input = any;

const missing = () => awsError('ResourceNotFoundException', 400);

/** Resources of a stack, a hundred on a page as CloudFormation lists them. */
function resourcesOf({ services, others = 0 }: WorldStack, token: string | undefined) {
  const all = [
    ...Array.from({ length: others }, (_, index) => ({
      ResourceType: 'AWS::Logs::LogGroup',
      PhysicalResourceId: `${index}`,
    })),
    ...services.map((PhysicalResourceId) => ({
      ResourceType: 'AWS::ECS::Service',
      PhysicalResourceId,
      ResourceStatus: 'CREATE_COMPLETE',
    })),
  ];
  const from = Number(token ?? 0);
  return {
    StackResourceSummaries: all.slice(from, from + 100),
    ...(from + 100 < all.length && { NextToken: String(from + 100) }),
  };
}

const OPERATIONS: Record<string, (at: WorldRegion, input: Input) => unknown> = {
  DescribeStacks: ({ stacks }) => ({
    Stacks: Object.entries(stacks).map(([StackName, { tags }]) => ({
      StackName,
      StackId: `arn:${StackName}`,
      StackStatus: 'CREATE_COMPLETE',
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    })),
  }),
  ListStackResources: ({ stacks }, { StackName, NextToken }) =>
    resourcesOf(stacks[StackName.slice(4)] as WorldStack, NextToken),
  DescribeServices: ({ services }, { services: asked, cluster }) => {
    if (cluster !== 'orders') throw awsError('ClusterNotFoundException', 400);
    return {
      services: asked.flatMap((arn: string) =>
        services[arn] ? [{ serviceArn: arn, status: 'ACTIVE', ...services[arn] }] : [],
      ),
    };
  },
  UpdateService: (at, { service, desiredCount }) => {
    const found = at.services[service];
    if (!found) throw awsError('ServiceNotFoundException', 400);
    found.desiredCount = desiredCount;
    if (!at.isSlow) found.runningCount = desiredCount;
  },
  DescribeRule: ({ rules }, { Name }) => {
    if (!rules[Name]) throw missing();
    return { State: rules[Name] };
  },
  DisableRule: ({ rules }, { Name }) => {
    rules[Name] = 'DISABLED';
  },
  EnableRule: ({ rules }, { Name }) => {
    rules[Name] = 'ENABLED';
  },
  GetSchedule: ({ schedules }, { GroupName, Name }) => {
    const found = schedules[`${GroupName}/${Name}`];
    if (!found) throw missing();
    return found;
  },
  UpdateSchedule: ({ schedules }, { GroupName, Name, ...rest }) => {
    schedules[`${GroupName}/${Name}`] = rest;
  },
  ListExecutions: ({ executions }) => {
    if (executions === 'none') throw awsError('StateMachineDoesNotExist', 400);
    if (executions === 'express') throw awsError('StateMachineTypeNotSupported', 400);
    return { executions: executions.map((arn) => ({ executionArn: arn })) };
  },
  StopExecution: (at, { executionArn: arn }) => {
    if (Array.isArray(at.executions)) at.executions = at.executions.filter((one) => one !== arn);
  },
};

/** Two Regions in which the plan works, and the evidence of one run. */
export function fenceWorld() {
  const world = {
    regions: { [HERE]: worldRegion(HERE), [LOST]: worldRegion(LOST) } as Record<string, WorldRegion>,
    records: [] as EvidenceRecord[],
    /** `<Region> <operation>` of each change, in order. */
    changes: [] as string[],
    log: [] as object[],
    calls: 0,
    isOwned: true,
    writers: { region: LOST as string | undefined },
    now: Date.parse(NOW),
    /** Called before each change. */
    meanwhile: (_change: string) => {},
    at: (region: string) => world.regions[region] ?? worldRegion(region),
    fence: (region: string): Fence | undefined => {
      const item = world.at(region).table.item(fenceKey('orders'));
      return item && fenceFrom(item);
    },
    keepFence: (region: string, fence: Fence) => world.at(region).table.keep(fenceItem('orders', fence)),
    record: (entry: EvidenceEntry) => void world.records.push(chained(world.records.at(-1), entry)),
  };
  const client = (region: string) => ({
    async send(command: { readonly constructor: { readonly name: string }; readonly input: Input }) {
      const operation = command.constructor.name.replace('Command', '');
      world.calls += 1;
      const at = world.at(region);
      if (!/^(Get|List|Describe)/.test(operation)) {
        world.meanwhile(operation);
        if (!at.errors[operation]) world.changes.push(`${region} ${operation}`);
      }
      if (at.errors[operation]) throw at.errors[operation];
      const answer = OPERATIONS[operation];
      if (!answer) throw new Error(`the fake has no ${operation}`);
      return answer(at, command.input) ?? {};
    },
  });
  const clientsIn = (region: string): RegionClients => {
    const one = client(region);
    return { cloudformation: one, ecs: one, events: one, scheduler: one, states: one };
  };
  const edge: Edge = {
    clock: { now: () => world.now, sleep: async () => {} },
    log: (line) => world.log.push(line),
    lock: () => ({ guard: async () => world.isOwned }) as unknown as ReturnType<Edge['lock']>,
    evidence: () => ({
      append: async (entry) => world.record(entry),
      read: async () => world.records,
    }),
  };
  const clients = {
    dynamoIn: (region: string) => ({
      send: (command: never) => {
        world.calls += 1;
        const { errors, table } = world.at(region);
        return errors.dynamodb ? Promise.reject(errors.dynamodb) : table.send(command);
      },
    }),
    clientsIn,
    rds: {
      send: async () => ({
        GlobalClusters: [
          {
            GlobalClusterMembers: [
              { IsWriter: true, DBClusterArn: `arn:aws:rds:${world.writers.region}:${example.account}:cluster:orders` },
            ],
          },
        ],
      }),
    },
    lambda: {
      send: async () => {
        world.changes.push('hook');
        return { Payload: Buffer.from(JSON.stringify({ status: 'done', because: 'the queue is paused' })) };
      },
    },
    web: {
      ask: async ({ url }: { url: string }): Promise<WebAnswer> =>
        ledgerAnswer(regionIn(url), world.at(regionIn(url)).ledger),
    },
  };
  return { world, clients, edge };
}

const regionIn = (url: string) => new URL(url).host.split('.')[0] ?? '';

const ledgerAnswer = (region: string, ledger: WorldRegion['ledger']): WebAnswer =>
  ledger === 'silent'
    ? { outcome: 'unreachable', because: 'ECONNREFUSED', asked: true }
    : ({
        outcome: 'answered',
        status: ledger === 'broken' ? 404 : 200,
        headers: { 'understudy-region': region },
        body: JSON.stringify(ledger),
        latencyMilliseconds: 3,
      } as WebAnswer);
