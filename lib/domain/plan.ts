import * as z from 'zod';
import { checked, clusterName, matching, recordName, region, seconds, stackBase } from './plan-fields';
import { Drill, Fence, Hooks, Prewarm } from './plan-verbs';
import { urlProblem } from './url';

const Database = z.strictObject({
  globalCluster: clusterName.describe('Identifier of the Aurora global database.'),
  engine: z.enum(['aurora-postgresql', 'aurora-mysql']).describe('Aurora engine of every member.'),
  clusters: z
    .record(z.string(), clusterName)
    .describe('Region → identifier of the member cluster there; one entry for each Region of the plan.'),
  dataLossSecondsMax: z
    .number()
    .int()
    .min(0)
    .max(86_400)
    .default(30)
    .describe(
      'Most replication lag, in seconds, at which a failover may promote without asking a person. ' +
        '0 means that no lag is small enough.',
    ),
  heartbeat: checked(urlProblem)
    .optional()
    .describe(
      'HTTPS URL in a Region; {region} is filled in. GET answers {"at": "2026-11-21T12:00:00Z"}, the newest row ' +
        'that the active Region writes all the time, as the database of that Region holds it. Its age counts beside ' +
        'the lag metric.',
    ),
  ledger: checked(urlProblem)
    .optional()
    .describe(
      'HTTPS URL in a Region; {region} is filled in. GET answers {"rows": 1204, "digest": "…"}: how many rows that ' +
        'matter the database of that Region holds, and a digest of them; "lsn", "timeline" and, for ?since=<time>, ' +
        '"rowsSince" are reported where they are there. A switchover proves by it that nothing was lost. It must be ' +
        'answered by a service that is not among `fence.stacks`. An answer without the header `understudy-region`, ' +
        'which names the Region that answers, is not taken.',
    ),
});

/**
 * What a run is known to carry, create and look at within the limits of Step Functions and CloudFormation: the part
 * `growth` of `npm run bench` plays it.
 */
export const STACKS_MAX = 1000;
/** Most of them that are created, or deleted, at one time. */
export const STACKS_AT_ONCE_MAX = 250;
export const DATABASES_MAX = 50;

/** The first 12 of its 44 bytes say that it is an Ed25519 key; 16 characters of base64. Source: RFC 8410, section 4 */
const publicKey = matching(
  /^MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=$/,
  'expected the base64 of an Ed25519 public key in SPKI DER form',
);

const AcceptedFinding = z.strictObject({
  finding: matching(
    /^[a-z][a-z0-9-]*:[A-Za-z0-9-]+(\/[A-Za-z0-9]+)?$/,
    'expected the id of a finding as `release audit` prints it, rule:stack/LogicalId',
  ).describe('Id of the finding, as `release audit` prints it.'),
  because: z.string().min(10).max(500).describe('Why it is no danger here; shown with every audit.'),
});

const Release = z.strictObject({
  publicKey: publicKey.describe(
    'Ed25519 public key, base64 of its SPKI DER form; only manifests signed with its private half are deployed.',
  ),
  previousPublicKey: publicKey
    .optional()
    .describe('The key before this one, while it is replaced: what was signed with it is deployed as well.'),
  stacks: z
    .array(stackBase)
    .max(STACKS_MAX, `at most ${STACKS_MAX} stacks move together: make two plans`)
    .describe('Names of the stacks that a release holds; anything else is refused.'),
  stacksAtOnce: z
    .number()
    .int()
    .min(1)
    .max(STACKS_AT_ONCE_MAX)
    .default(10)
    .describe('Most stacks that are created, or deleted, at one time.'),
  pilotLight: matching(
    /^[A-Za-z{][A-Za-z0-9{}-]{0,127}$/,
    'expected a CloudFormation stack name, where {region} is filled in',
  )
    .optional()
    .describe(
      "Name of the stack in each Region whose outputs fill the release's parameters of the same name when it is " +
        'published; an output Drill<Parameter> fills it in the drill lane. {region} is filled in. Watched for drift.',
    ),
  parameters: z
    .record(z.string(), z.string().max(4096))
    .default({})
    .describe(
      "Values of the release's parameters, before any output of the pilot light; {region} and {lane} are filled in.",
    ),
  accept: z
    .array(AcceptedFinding)
    .max(100)
    .default([])
    .describe('Findings of the audit that do not stop a release, each with its reason.'),
  ageHoursMax: z
    .number()
    .int()
    .min(1)
    .max(87_600)
    .default(168)
    .describe('Oldest release that a takeover deploys, in hours since it was published.'),
  stackName: matching(/^[A-Za-z{][A-Za-z0-9{}-]*$/, 'expected letters, digits, hyphens, {stack} and {release}')
    .default('{stack}-{release}')
    .describe('What a stack is called in AWS. {stack} is required, {release} makes every release its own stacks.'),
  replaceOlder: z
    .boolean()
    .default(false)
    .describe(
      'Whether a takeover deletes a stack of an older release that has the same name and creates it anew. ' +
        'false: it stops and names the stack. Only where stackName does not hold {release}.',
    ),
  role: matching(/^[\w+=,.@{}-]{1,64}$/, 'expected an IAM role name, where {plan} and {region} are filled in')
    .default('{plan}-release-{region}')
    .describe('Name of the IAM role CloudFormation assumes to create the stacks; part of the pilot light.'),
});

const Canary = z.strictObject({
  name: matching(/^[a-z][a-z0-9-]{0,39}$/, 'expected 1–40 lower-case letters, digits and hyphens').describe(
    'What the canary is called in sentences and reports.',
  ),
  kind: z
    .enum(['read', 'write'])
    .describe(
      'read: GET answers 2xx. write: POST stores a nonce through the service, and GET <url>/<nonce> returns it.',
    ),
  url: checked(urlProblem).describe("HTTPS URL on a Region's own name; {region} is filled in."),
  passesInARow: z.number().int().min(1).max(20).default(3).describe('How many passes in a row prove it.'),
  latencyMillisecondsMax: z
    .number()
    .int()
    .min(10)
    .max(30_000)
    .default(2000)
    .describe('An answer that takes longer than this many milliseconds is a failure.'),
  drillUrl: checked((url) => urlProblem(url, { mayNamePort: true }))
    .optional()
    .describe(
      'The same in the drill lane; {region} is filled in. read: asked in a drill. write: a drill sends one write and ' +
        'wants it refused, because only a reader stands behind it. Without it a drill leaves the canary out: where ' +
        'no read canary has one it proves only that the stacks are complete, and where no write canary has one not ' +
        'that a refused write is survived.',
    ),
});

const RoutingControl = z.strictObject({
  endpoints: z
    .record(z.string(), checked(urlProblem))
    .describe("Region → HTTPS endpoint of the ARC cluster there: all five of the cluster's."),
  controls: z
    .record(
      z.string(),
      matching(
        /^arn:aws[\w-]*:route53-recovery-control::\d{12}:controlpanel\/[0-9a-f]+\/routingcontrol\/[0-9a-f]+$/,
        'expected the ARN of a routing control',
      ),
    )
    .describe("Region → ARN of the routing control whose health check stands on that Region's record."),
});

const Traffic = z.strictObject({
  strategy: z
    .enum(['health-signal', 'record-update', 'routing-control'])
    .default('health-signal')
    .describe(
      'How users are moved. health-signal: a claim that Route 53 health checks read; needs no Route 53 API. ' +
        "record-update: swaps the team's own failover records. routing-control: switches Amazon ARC routing controls.",
    ),
  routingControl: RoutingControl.optional().describe('Required by strategy "routing-control", and only by it.'),
  hostedZoneId: matching(
    /^Z[A-Z0-9]{1,31}$/,
    'expected a hosted zone id such as Z0123456789ABC, without /hostedzone/',
  ).describe('Public hosted zone that holds the records.'),
  records: z
    .array(
      z.strictObject({
        name: recordName.describe('Public name that users call.'),
        type: z.enum(['A', 'AAAA']).describe('Record type; list a name twice to move both.'),
        perRegion: recordName.describe("Name of a Region's own record, an alias to its load balancer; holds {region}."),
      }),
    )
    .min(1)
    .max(20)
    .describe('Failover records, each with the per-Region name behind it.'),
});

const Watch = z.strictObject({
  probe: z.string().describe('Name of the read canary with which the active Region is probed from here.'),
  everySeconds: z
    .union([z.literal(10), z.literal(30), z.literal(60)], 'expected 10, 30 or 60')
    .default(60)
    .describe('Pause between two probes, seconds: 10, 30 or 60.'),
  failuresInARow: z.number().int().min(1).max(10).default(3).describe('Failed probes in a row that raise the alarm.'),
  confirmWithinSeconds: seconds(10, 600)
    .default(120)
    .describe('How long confirm-outage keeps looking before it gives up, seconds.'),
  witness: region
    .optional()
    .describe(
      'Region outside `regions` that watches as well, with a stack that holds only the watch; ' +
        'required by automation "full".',
    ),
});

const topic = matching(
  /^arn:aws[\w-]*:sns:(\{region\}|[a-z0-9-]+):\d{12}:[\w-]{1,256}$/,
  'expected the ARN of a standard SNS topic, its Region written {region}',
);

/** The shape of a plan; rules between fields are in `plan-rules.ts`. */
export const Plan = z.strictObject({
  $schema: z.string().optional().describe('Path of the JSON Schema, for editors.'),
  name: matching(
    /^[a-z][a-z0-9-]{0,13}[a-z0-9]$|^[a-z]$/,
    'expected 1–15 lower-case letters, digits and hyphens (bucket names are built from it)',
  ).describe('Name of the application; every resource of Understudy carries it.'),
  account: matching(/^\d{12}$/, 'expected a string of 12 digits').describe('AWS account id, as a string of 12 digits.'),
  regions: z.array(region).min(2).max(5).describe('Regions by rank; the first is home.'),
  databases: z
    .array(Database)
    .max(DATABASES_MAX, `at most ${DATABASES_MAX} databases move together: make two plans`)
    .describe('Aurora global databases that move together.'),
  release: Release.describe('What is deployed in a Region that takes over.'),
  canaries: z.array(Canary).min(1).max(20).describe('Proof that a Region serves; traffic never moves without it.'),
  traffic: Traffic.describe('The records that users follow.'),
  watch: Watch.describe('How the active Region is watched.'),
  automation: z
    .enum(['notify', 'prepare', 'full'])
    .default('prepare')
    .describe(
      'What a confirmed outage does by itself. notify: tells. prepare: all that is reversible. full: takes over.',
    ),
  approval: z
    .strictObject({
      expirySeconds: seconds(10, 86_400).default(3600).describe('How long a request for approval stands, seconds.'),
      persons: z
        .union([z.literal(1), z.literal(2)], 'expected 1 or 2')
        .default(1)
        .describe(
          'How many different persons must approve where one is asked. 2: a run that a person started asks as well, ' +
            'and whoever started it cannot approve it alone.',
        ),
    })
    .prefault({})
    .describe('How a person allows the promotion.'),
  cooldownSeconds: seconds(0, 86_400)
    .default(3600)
    .describe(
      'Pause after a run that changed something, or that a person declined, before another may start by itself in ' +
        'any Region, seconds, unless a person has acknowledged it.',
    ),
  prewarmSeconds: seconds(600, 172_800).default(14_400).describe('How long a prewarmed standby is kept, seconds.'),
  prewarm: Prewarm.optional().describe(
    'Lets the alarms on the risk of the active Region prewarm the standby, within a cost. @default only persons do',
  ),
  drill: Drill.prefault({}).describe('When the plan is drilled.'),
  fence: Fence.prefault({}).describe('What stops in a Region that another one replaces, so that it takes no writes.'),
  hooks: Hooks.prefault({}).describe('Your own Lambda functions, called at named points of a run.'),
  dashboard: z
    .boolean()
    .default(true)
    .describe(
      'Whether each Region has a CloudWatch dashboard: an account has three for nothing, each more is 3 USD a month.',
    ),
  notify: z
    .array(topic)
    .max(10)
    .default([])
    .describe('SNS topics told about every run, besides the one of the control plane.'),
});
export type Plan = z.infer<typeof Plan>;
export type Canary = Plan['canaries'][number];
export type Database = Plan['databases'][number];
