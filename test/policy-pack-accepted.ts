/** Findings of the packs that stand, each with its reason. Whatever is found besides, or no longer, is an error. */
import { laneOf } from '../lib/domain/release/lane';
import { type AnyStep, lambdaSlugOf } from '../lib/domain/step';
import { VERBS, type Verb } from '../lib/domain/verbs';
import { stepsOf } from '../lib/workflow/grammar';
import { plan, workflowOf } from './synthesised';

/** Findings that are accepted for one reason. */
export interface Accepted {
  readonly because: string;
  /** `rule construct`, as the packs tell it; of the own pack, `rule logicalId` without the hash. */
  readonly findings: readonly string[];
}

/** stand-down → StandDown: the machine's construct. */
const machineOf = (verb: Verb) => verb.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** PromoteDatabase, or for a function of the drill lane DeployStacksDrill. */
const constructOf = (step: AnyStep, verb: Verb): string =>
  lambdaSlugOf(step, laneOf(verb)).endsWith('-drill') ? `${step.name}Drill` : step.name;

const wildcard = (resource: string, where: string) => `AwsSolutions-IAM5[Resource::${resource}] ${where}/Role/Resource`;
/** The same of a managed policy, which is a construct by itself. */
export const policyWildcard = (resource: string, where: string) =>
  `AwsSolutions-IAM5[Resource::${resource}] ${where}/Resource`;

/** What our own rules find in a control plane. */
export const OWN: readonly Accepted[] = [
  {
    because:
      "serve-signal answers one word to Route 53's checkers, which cannot sign; its role may read one item, and " +
      'it has an execution of its own',
    findings: [
      'PublicUrl SignalServeSignalFunctionFunctionUrl',
      'TrustAnyone SignalServeSignalFunctioninvokefunction',
      'TrustAnyone SignalServeSignalFunctioninvokefunctionurl',
    ],
  },
  {
    because:
      'a run document holds no secret, and a key that is disabled or scheduled for deletion would stop the recovery',
    findings: VERBS.map((verb) => `MachineKey ${machineOf(verb)}Machine`),
  },
  {
    because:
      'an event of an instance names the instance, which no plan knows; and one that is a day late is still evidence',
    findings: ['RuleBroad DatabaseEventsRule', 'RuleDlq DatabaseEventsRule'],
  },
];

/** What our own rules find in a witness. */
export const OWN_OF_WITNESS: readonly Accepted[] = [
  {
    because: 'a tick that is lost is followed by the next, and nobody in that Region would look into a queue',
    findings: ['RuleDlq EveryMinute'],
  },
];

/** What AwsSolutions finds in the control plane of a Region. */
export function awsSolutionsIn(region: string): Accepted[] {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:111122223333:${rest}`;
  const bucket = (name: string, key: string, of = region) =>
    `arn:aws:s3:::understudy-orders-${name}-111122223333-${of}/${key}`;
  return [
    ...ofEveryFunction(arn),
    {
      because: 'the name of a stream ends in the moment it was made, which CloudFormation alone knows',
      findings: [wildcard(arn('dynamodb', 'table/understudy-orders/stream/*'), 'RunEvents/PublishEvents')],
    },
    ...ofSteps(arn, bucket),
    ...ofPersons(arn, bucket),
    ...ofDrift(arn, bucket),
    ...REST,
  ];
}

type Arn = (service: string, rest: string) => string;
type Bucket = (name: 'evidence' | 'releases', key: string, of?: string) => string;

function ofEveryFunction(arn: Arn): Accepted[] {
  const lambdas = [
    ...new Set(VERBS.flatMap((verb) => stepsOf(workflowOf(verb)).map((step) => `Steps/${constructOf(step, verb)}`))),
    ...['Starter/OnAlarm', 'Watch/WatchRegion', 'Risk/Starter/OnRisk'],
    ...['Schedules/OnSchedule', 'DatabaseEvents/RecordDatabaseEvent'],
    'RunEvents/PublishEvents',
    ...['RunCloser/OnRunEnded', 'Approval/DecideApproval', 'Controls/ChangeControls', 'Drift/CheckDrift'],
  ];
  return [
    {
      because: 'X-Ray and CloudWatch metrics have no ARNs; `test/iam.test.ts` lists every action on `*`',
      findings: lambdas.map((where) => wildcard('*', where)),
    },
    {
      because: 'log delivery and X-Ray have no ARNs',
      findings: VERBS.map((verb) => wildcard('*', machineOf(verb))),
    },
    {
      because: "every version of the machine's own functions: a run under way uses the versions it began with",
      findings: VERBS.flatMap((verb) =>
        stepsOf(workflowOf(verb)).map((step) =>
          wildcard(arn('lambda', `function:understudy-orders-${lambdaSlugOf(step, laneOf(verb))}:*`), machineOf(verb)),
        ),
      ),
    },
  ];
}

const CLOSERS = ['RunCloser/OnRunEnded', 'RunCloser/CloseLeftBehind', 'Controls/ChangeControls', 'Steps/AdmitRun'];

const executions = (arn: Arn) => VERBS.map((verb) => arn('states', `execution:understudy-orders-${verb}:*`));
/** Nobody closes a check in its place: it holds no lock. */
const closed = (arn: Arn) => executions(arn).filter((execution) => !execution.includes('-check:'));

function ofSteps(arn: Arn, bucket: Bucket): Accepted[] {
  const lanes = [
    'Steps/CheckReadinessDrill',
    'Steps/DeployStacksDrill',
    'Steps/RetireStacks',
    'Steps/RetireStacksDrill',
  ];
  const readers = [
    'Steps/CheckReadiness',
    'Steps/CheckReadinessDrill',
    'Steps/DeployStacks',
    'Steps/DeployStacksDrill',
  ];
  return [
    {
      because: "a release's stacks carry its id in their name, and every stack's ARN ends in an id that AWS makes up",
      findings: [
        ...['Steps/CheckReadiness', 'Steps/DeployStacks', 'Steps/RetireStacks'].flatMap((where) => [
          wildcard(arn('cloudformation', 'stack/orders-data-r-*/*'), where),
          wildcard(arn('cloudformation', 'stack/orders-web-r-*/*'), where),
        ]),
        ...lanes.map((where) => wildcard(arn('cloudformation', 'stack/drill-*/*'), where)),
      ],
    },
    {
      because: "executions of this plan's own machines, to read whether one that holds the lock has ended",
      findings: CLOSERS.flatMap((where) => closed(arn).map((execution) => wildcard(execution, where))),
    },
    {
      because: 'switchovers of this Region, one of which the watch ends where it is in the way of a failover',
      findings: [wildcard(arn('states', 'execution:understudy-orders-switchover:*'), 'Watch/WatchRegion')],
    },
    {
      because: 'objects of the bucket that was made for them',
      findings: [
        ...[...CLOSERS, 'Steps/CloseRun'].map((where) => wildcard(bucket('evidence', '*'), where)),
        ...[...readers, 'Steps/AuditStandby', 'Steps/ReportReadiness'].map((where) =>
          wildcard(bucket('releases', '*'), where),
        ),
      ],
    },
    {
      because:
        'health checks have ids that Route 53 makes up, and alarms on a claim carry the epoch they were made for',
      findings: [
        wildcard('arn:aws:route53:::healthcheck/*', 'Steps/SettleTraffic'),
        ...plan.regions.map((region) =>
          wildcard(
            `arn:aws:cloudwatch:${region}:111122223333:alarm:understudy-orders-claim-above-*`,
            'Steps/SettleTraffic',
          ),
        ),
      ],
    },
    ...fencing(arn),
    {
      because: 'a check reads what a release names, which no plan knows, and the roles and rules that CDK has named',
      findings: [
        wildcard(arn('ecr', 'repository/*'), 'Steps/AuditStandby'),
        ...[arn('kms', 'key/*'), arn('events', 'rule/understudy-orders*')].map((resource) =>
          wildcard(resource, 'Steps/AuditControlPlane'),
        ),
        wildcard('arn:aws:iam::111122223333:role/understudy-orders*', 'Steps/AuditPermissions'),
      ],
    },
    {
      because: 'RDS makes up the names of its snapshots, and of an instance it is asked to which cluster it belongs',
      findings: [
        ...['*', `rds:unplanned-global-failover-orders-${arn('', '').split(':')[3]}-*`, 'understudy-orders-*'].map(
          (name) => wildcard(arn('rds', `cluster-snapshot:${name}`), 'Steps/RecordDivergence'),
        ),
        wildcard(arn('rds', 'db:*'), 'DatabaseEvents/RecordDatabaseEvent'),
      ],
    },
  ];
}

const fencing = (arn: Arn): Accepted[] => [
  {
    because:
      'services of stacks carry in their names what CloudFormation and ECS make up; a fence stops them, and in ' +
      'its own Region DeployStacks starts them again',
    findings: [
      ...['service/*/orders-web-*', 'service/*'].map((service) => wildcard(arn('ecs', service), 'Steps/DeployStacks')),
      ...plan.regions.flatMap((region) => [
        ...['stack/orders-web-r-*/*', 'stack/orders-web/*'].map((stack) =>
          wildcard(`arn:aws:cloudformation:${region}:111122223333:${stack}`, 'Steps/FenceRegion'),
        ),
        // The second is held to services that carry the plan's tag.
        ...['Steps/FenceRegion', 'Steps/UnfenceRegion'].flatMap((where) =>
          ['service/*/orders-web-*', 'service/*'].map((service) =>
            wildcard(`arn:aws:ecs:${region}:111122223333:${service}`, where),
          ),
        ),
      ]),
    ],
  },
];

function ofPersons(arn: Arn, bucket: Bucket): Accepted[] {
  const controlled = ['orders-pilot-light', 'understudy-orders'].map((name) =>
    arn('cloudformation', `stack/${name}/*`),
  );
  const published = ['*', 'assets/*', 'releases/*.json', 'templates/*.json'].map((key) => bucket('releases', key));
  return [
    {
      because: "persons see and stop executions of this plan's own machines, and read the evidence of all of them",
      findings: ['Controls/Policy', 'Driller'].flatMap((who) =>
        [...executions(arn), bucket('evidence', '*')].map((resource) => policyWildcard(resource, who)),
      ),
    },
    {
      because: 'metrics have no ARNs; whoever reads where the plan stands reads what the probes felt',
      findings: ['Controls/Policy', 'Driller'].map((who) => policyWildcard('*', who)),
    },
    {
      because:
        'whoever publishes writes objects of the bucket that was made for them, and reads two stacks, whose ' +
        'ARNs end in an id that AWS makes up',
      findings: [...published, ...controlled].map((resource) => policyWildcard(resource, 'Publisher')),
    },
    {
      because: "whoever audits may see any stack: the team's own pipeline names its stacks as it likes",
      findings: ['*', bucket('releases', '*'), ...controlled].map((resource) => policyWildcard(resource, 'Auditor')),
    },
  ];
}

/** What compares everything with everything reads much, and writes its own evidence alone. */
function ofDrift(arn: Arn, bucket: Bucket): Accepted[] {
  const own = arn('', '').split(':')[3] ?? '';
  const stacks = plan.release.stacks.flatMap((stack) => [`stack/${stack}-r-*/*`, `stack/${stack}/*`]);
  return [
    {
      because:
        'CloudFormation looks at resources of types that only the team knows with the rights of this function; ' +
        'the policy reads configurations, and neither data nor secrets',
      findings: [
        'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/SecurityAudit] Drift/CheckDrift/Role/Resource',
      ],
    },
    {
      because:
        "objects of the buckets that were made for them, in every Region, and the folder of this Region's evidence",
      findings: [
        ...plan.regions.map((region) => bucket('releases', '*', region)),
        bucket('evidence', `drift/${own}/*`),
      ].map((resource) => wildcard(resource, 'Drift/CheckDrift')),
    },
    {
      because: "a stack's ARN ends in an id that AWS makes up, and a release's stacks carry its id in their name",
      findings: [
        ...stacks.map((name) => `arn:aws:cloudformation:*:111122223333:${name}`),
        ...['stack/understudy-orders/*', 'stack/orders-pilot-light/*'].map((name) => arn('cloudformation', name)),
      ].map((resource) => wildcard(resource, 'Drift/CheckDrift')),
    },
    {
      because: 'parts of this control plane, to be seen',
      findings: [arn('lambda', 'function:understudy-orders-*'), arn('states', 'stateMachine:understudy-orders-*')].map(
        (resource) => wildcard(resource, 'Drift/CheckDrift'),
      ),
    },
  ];
}

const REST: readonly Accepted[] = [
  {
    because:
      'access logs would need a third bucket; CloudTrail data events say who read or wrote, and Object Lock ' +
      'keeps the rest',
    findings: ['AwsSolutions-S1 Evidence/Resource', 'AwsSolutions-S1 Releases/Resource'],
  },
  {
    because: 'it is the dead-letter queue: of the event rules, which the rule does not look at',
    findings: ['AwsSolutions-SQS3 DeadLetters/Resource'],
  },
];

/** What AwsSolutions finds in a witness. */
export const AWS_SOLUTIONS_OF_WITNESS: readonly Accepted[] = [
  { because: 'X-Ray and CloudWatch metrics have no ARNs', findings: [wildcard('*', 'WatchRegion')] },
];
