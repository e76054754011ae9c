/** Grants that no tale needs, and why a role holds them all the same. */
export interface Justified {
  /** Logical ids of roles, as a pattern. */
  readonly roles: RegExp;
  /** Actions, as a pattern. */
  readonly actions: RegExp;
  /** Resources and conditions, as a pattern. @default any */
  readonly on?: RegExp;
  readonly because: string;
}

const MACHINES = /^(Check|Drill|Failover|Prewarm|Retire|Settle|StandDown|Switchover)$/;

/** Every entry must name something that is granted, and nothing that a tale needs. */
export const UNUSED: readonly Justified[] = [
  {
    roles: /./,
    actions: /^logs:(CreateLogStream|PutLogEvents)$/,
    because: 'Lambda itself writes the log of a function with its role, and no call of the function shows it',
  },
  {
    roles: /./,
    actions: /^xray:PutT(raceSegments|elemetryRecords)$/,
    because: 'Lambda and Step Functions trace with the role themselves, and no trace is taken here',
  },
  {
    roles: MACHINES,
    actions: /^(logs:|xray:GetSampling)/,
    because: 'Step Functions itself delivers the log of a machine with its role; IAM cannot limit these calls',
  },
  {
    roles: /(OnAlarm|OnRisk|OnRunEnded|CloseLeftBehind|OnSchedule|RecordDatabaseEvent|PublishEvents)$/,
    actions: /^sqs:SendMessage$/,
    because:
      'Lambda keeps an event that failed three times, or a record that got too old, in the queue of dead letters with ' +
      'the role of the function',
  },
  {
    roles: /^Prewarm$/,
    actions: /^lambda:InvokeFunction$/,
    on: /retire-stacks/,
    because: 'a prewarm that fails removes what it created',
  },
  {
    roles: /./,
    actions: /^s3:ListBucket$/,
    because: 'S3 answers 404 for a key that is missing only to who may list, and 403 to others; nobody lists by it',
  },
  {
    roles: /^StepsReportReadiness$/,
    actions: /^s3:(GetObjectVersion|ListBucketVersions)$/,
    because: 'where the staged release is not the signed one, what stood in its place before is looked at',
  },
  {
    roles: /^StepsDeployStacks(Drill)?$/,
    actions: /^s3:GetObject$/,
    because: 'CloudFormation reads a template with the rights of the caller, also where it asks for the newest version',
  },
  {
    roles: /^Steps(CheckReadiness|DeployStacks|RetireStacks)(Drill)?$/,
    actions: /^cloudformation:DescribeStackEvents$/,
    because: 'a stack that failed is told with its first resource that failed',
  },
  {
    roles: /^Steps(CheckReadiness(Drill)?|DeployStacks|RetireStacks(Drill)?)$/,
    actions: /^cloudformation:DescribeStacks$/,
    on: /stack\/[a-z]/,
    because: 'whoever lists all stacks may also describe one; the resource says which are meant if listing is denied',
  },
  {
    roles: /^Steps(CheckReadiness|DeployStacks)Drill$/,
    actions: /^cloudformation:GetTemplate$/,
    because: 'what an earlier drill has left is compared with the release before it is taken for the same',
  },
  {
    roles: /^StepsRetireStacks(Drill)?$/,
    actions: /^cloudformation:GetTemplate$/,
    because: 'where a resource is to stay when its stack is deleted, the template says so',
  },
  {
    roles: /^StepsDeployStacks(Drill)?$/,
    actions: /^cloudformation:DeleteStack$/,
    because: 'what an earlier run has left half made is deleted before it is created anew',
  },
  {
    roles: /^StepsRetireStacks$/,
    actions: /^cloudformation:DeleteStack$/,
    on: /drill-\*/,
    because: 'a retire removes what a drill has left that could not',
  },
  {
    roles: /^StepsDeployStacks$/,
    actions: /^ecs:(DescribeServices|UpdateService)$/,
    because: 'services that a fence has stopped are started again where their stacks are taken over',
  },
  {
    roles: /^StepsFenceRegion$/,
    actions: /^cloudformation:ListStackResources$/,
    on: /\{here\}.*orders-web-r-/,
    because: 'a Region that stands down after a failback runs its release under the name of that release',
  },
  {
    roles: /^Steps(Fence|Unfence)Region$/,
    actions: /^ecs:(DescribeServices|UpdateService)$/,
    on: /service\/\* \{/,
    because: 'services that do not begin with the name of their stack are known by the tag of the plan',
  },
  {
    roles: /^StepsUnfenceRegion$/,
    actions: /^(ecs:(DescribeServices|UpdateService)|dynamodb:(GetItem|PutItem))$/,
    on: /:\{there\}:.*(orders-web-\*|fence#orders)/,
    because: 'a switchover that fails after its fence lifts the fence of the Region that serves on',
  },
  {
    roles: /^StepsAnnounceRegion$/,
    actions: /^dynamodb:GetItem$/,
    because: 'a parameter with a higher epoch is believed only where a lock or a claim holds that epoch',
  },
  {
    roles: /^StepsAuditControlPlane$/,
    actions: /^kms:DescribeKey$/,
    because: 'a repository that is encrypted with a key of the team serves images only while that key is enabled',
  },
  {
    roles: /^StepsRecordDivergence$/,
    actions: /^rds:DescribeDBClusterSnapshots$/,
    on: /cluster-snapshot:\*/,
    because: 'RDS asks for the right on the snapshot as well where one is named',
  },
  {
    roles: /^DriftCheckDrift$/,
    actions: /^cloudformation:DescribeStackResourceDrifts$/,
    because: 'which resources have drifted is asked once a stack has, and no tale changes one by hand',
  },
  {
    roles: /^DriftCheckDrift$/,
    actions: /^cloudformation:GetTemplate$/,
    on: /orders-(data|web)-r-/,
    because: 'a Region that serves after a takeover is compared under the name of its release',
  },
  {
    roles: /^DriftCheckDrift$/,
    actions: /^(lambda:GetFunction|states:)/,
    because: 'CloudFormation reads a resource whose drift it detects with the rights of who asked for the detection',
  },
  {
    roles: /^WatchWatchRegion$/,
    actions: /^(states:StopExecution|dynamodb:Query)$/,
    because:
      'a switchover that waits for a dead Region is stopped if its records say it may be; here it ends by itself first',
  },
];

export interface UnusedVerdict {
  /** How many grants are justified. */
  readonly listed: number;
  /** Keys of those that are not. */
  readonly unlisted: readonly string[];
  /** What is wrong with the list, one sentence each. */
  readonly problems: readonly string[];
}

const isMeant = ({ roles, actions, on = /./ }: Justified, key: string): boolean => {
  const [role = '', action = '', ...rest] = key.split(' ');
  return roles.test(role) && actions.test(action) && on.test(rest.join(' '));
};

/**
 * Holds the list against what is granted.
 *
 * @param granted keys of all grants
 * @param needed keys of those that some tale needs
 */
export function judgeUnused(
  { granted, needed }: { readonly granted: Iterable<string>; readonly needed: ReadonlySet<string> },
  list: readonly Justified[] = UNUSED,
): UnusedVerdict {
  const unused = [...granted].filter((key) => !needed.has(key)).sort();
  const unlisted = unused.filter((key) => !list.some((entry) => isMeant(entry, key)));
  const used = [...needed].filter((key) => list.some((entry) => isMeant(entry, key))).sort();
  const idle = list.filter((entry) => !unused.some((key) => isMeant(entry, key)));
  return {
    listed: unused.length - unlisted.length,
    unlisted,
    problems: [
      ...unlisted.map(
        (key) => `granted and never used: ${key}; take it from the role, or say in UNUSED why it holds it`,
      ),
      ...used.map((key) => `UNUSED lists what is needed: ${key}; make its entry narrower, or delete it`),
      ...idle.map(({ because }) => `nothing is granted and unused of which UNUSED says "${because}"; delete the entry`),
    ],
  };
}
