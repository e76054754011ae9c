/**
 * Route 53, CloudWatch, RDS and the tables of a plan's Regions in memory, as far as moving and settling traffic uses them:
 * the seam is `client.send(command)`.
 */
import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeGlobalClustersCommand } from '@aws-sdk/client-rds';
import {
  ChangeResourceRecordSetsCommand,
  CreateHealthCheckCommand,
  DeleteHealthCheckCommand,
  ListHealthChecksCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { planZone } from '../lambdas/edge/route53';
import { canonicalJson } from '../lib/domain/canonical-json';
import type { Plan } from '../lib/domain/plan';
import { HERE, RUN_ID } from './fixtures';

interface Check {
  readonly Id: string;
  readonly CallerReference: string;
  readonly HealthCheckConfig: { readonly Type: string };
}

/** An answer of AWS that is no yes. */
export const awsError = (name: string, httpStatusCode = 400) =>
  Object.assign(new Error(`${name} was answered`), { name, $metadata: { httpStatusCode } });

export class TrafficWorld {
  records: ResourceRecordSet[] = [];
  readonly checks: Check[] = [];
  readonly deletedReferences: string[] = [];
  readonly alarms = new Map<string, Set<string>>();
  readonly claims = new Map<string, { epoch: number; runId: string }>();
  readonly metrics: number[] = [];
  /** Regions that cannot be reached. */
  readonly dark = new Set<string>();
  /** Region in which every database has its writer. */
  writerRegion = HERE;
  /** Checks are observed healthy. */
  isObserved = true;
  /** What the next call of this name is answered instead. */
  readonly answers = new Map<string, Error>();
  /** After so many changes the process dies, once. */
  diesAfter = Number.POSITIVE_INFINITY;
  /** Names of the calls that changed something. */
  readonly changes: string[] = [];

  readonly route53 = this.client((command) => this.route53Call(command));
  readonly rds = this.client((command) => this.writerCall(command));
  readonly checkMetrics = this.client((command) => this.statusCall(command));
  readonly dynamoIn = (region: string) => this.client((command) => this.itemCall(region, command), region);
  readonly cloudwatchIn = (region: string) => this.client((command) => this.alarmCall(region, command), region);

  zoneOf = (plan: Plan) => planZone(this.route53, plan);

  private client(answer: (command: unknown) => unknown, region = '') {
    return {
      send: async (command: object) => {
        const instead = this.answers.get(command.constructor.name);
        this.answers.delete(command.constructor.name);
        if (instead) throw instead;
        if (this.dark.has(region)) throw awsError('TimeoutError', 0);
        const answered = answer(command);
        if (/^(Create|Delete|Change|Put)/.test(command.constructor.name)) this.changes.push(command.constructor.name);
        if (this.changes.length < this.diesAfter) return answered;
        this.diesAfter = Number.POSITIVE_INFINITY;
        throw new Error('the process died');
      },
    };
  }

  private route53Call(command: unknown) {
    if (command instanceof ListResourceRecordSetsCommand) return { ResourceRecordSets: this.listed(command.input) };
    if (command instanceof ListHealthChecksCommand) return { HealthChecks: this.checks, IsTruncated: false };
    if (command instanceof ChangeResourceRecordSetsCommand)
      return this.change(command.input.ChangeBatch?.Changes ?? []);
    if (command instanceof CreateHealthCheckCommand) return { HealthCheck: this.create(command.input) };
    if (command instanceof DeleteHealthCheckCommand) return this.delete(command.input.HealthCheckId ?? '');
    throw new Error('no such call in this world');
  }

  /** From a name on; the first is the name's own, because names are asked for one by one. */
  private listed({ StartRecordName }: { StartRecordName?: string | undefined }) {
    return this.records.filter(({ Name }) => Name === `${StartRecordName}.`);
  }

  /** All or none; a record is deleted only when it is exactly as it is written. */
  private change(
    changes: readonly { Action?: string | undefined; ResourceRecordSet?: ResourceRecordSet | undefined }[],
  ) {
    let next = [...this.records];
    for (const { Action, ResourceRecordSet: record } of changes) {
      if (!record) continue;
      const same = next.findIndex((one) => canonicalJson(one) === canonicalJson(record));
      if (Action === 'DELETE' && same < 0) throw awsError('InvalidChangeBatch');
      if (Action === 'CREATE' && next.some((one) => sameKey(one, dotted(record)))) throw awsError('InvalidChangeBatch');
      next = Action === 'DELETE' ? next.filter((_, index) => index !== same) : [...next, dotted(record)];
    }
    this.records = next;
    return {};
  }

  private create({ CallerReference = '', HealthCheckConfig }: CreateHealthCheckCommand['input']) {
    if (this.deletedReferences.includes(CallerReference)) throw awsError('HealthCheckAlreadyExists', 409);
    const known = this.checks.find((check) => check.CallerReference === CallerReference);
    const config = { ...HealthCheckConfig, Type: HealthCheckConfig?.Type ?? '' };
    const made = { Id: `id of ${CallerReference}`, CallerReference, HealthCheckConfig: config };
    if (!known) this.checks.push(made);
    return known ?? made;
  }

  private delete(id: string) {
    const index = this.checks.findIndex(({ Id }) => Id === id);
    const [gone] = index < 0 ? [] : this.checks.splice(index, 1);
    if (!gone) throw awsError('NoSuchHealthCheck', 404);
    this.deletedReferences.push(gone.CallerReference);
    return {};
  }

  private writerCall(command: unknown) {
    if (!(command instanceof DescribeGlobalClustersCommand)) throw new Error('no such call in this world');
    const DBClusterArn = `arn:aws:rds:${this.writerRegion}:111122223333:cluster:orders`;
    return { GlobalClusters: [{ GlobalClusterMembers: [{ IsWriter: true, DBClusterArn }] }] };
  }

  private statusCall(command: unknown) {
    if (!(command instanceof GetMetricDataCommand)) throw new Error('no such call in this world');
    const results = (command.input.MetricDataQueries ?? []).map(({ Id }) => ({
      Id,
      Values: [this.isObserved ? 1 : 0],
    }));
    return { MetricDataResults: results };
  }

  private itemCall(region: string, command: unknown) {
    if (command instanceof PutItemCommand) {
      const { epoch, runId } = command.input.Item ?? {};
      this.claims.set(region, { epoch: Number(epoch?.N), runId: runId?.S ?? '' });
      return {};
    }
    if (!(command instanceof GetItemCommand)) throw new Error('no such call in this world');
    if (command.input.Key?.pk?.S?.startsWith('presence')) {
      return { Item: { signalUrl: { S: `https://signal.lambda-url.${region}.on.aws/` } } };
    }
    const claim = this.claims.get(region);
    return claim ? { Item: { epoch: { N: String(claim.epoch) }, runId: { S: claim.runId }, at: { S: 'then' } } } : {};
  }

  private alarmCall(region: string, command: unknown) {
    const alarms = this.alarms.get(region) ?? new Set();
    this.alarms.set(region, alarms);
    if (command instanceof DescribeAlarmsCommand)
      return { MetricAlarms: [...alarms].map((AlarmName) => ({ AlarmName })) };
    if (command instanceof PutMetricAlarmCommand) alarms.add(command.input.AlarmName ?? '');
    if (command instanceof DeleteAlarmsCommand) for (const name of command.input.AlarmNames ?? []) alarms.delete(name);
    if (command instanceof PutMetricDataCommand) this.metrics.push(command.input.MetricData?.[0]?.Value ?? -1);
    return {};
  }
}

/** As Route 53 lists a record. */
export const dotted = (record: ResourceRecordSet): ResourceRecordSet => ({
  ...record,
  Name: `${record.Name?.replace(/\.$/, '')}.`,
});

const sameKey = (one: ResourceRecordSet, other: ResourceRecordSet) =>
  one.Name === other.Name && one.Type === other.Type && one.SetIdentifier === other.SetIdentifier;

/** A claim of the run that the fixtures are about. */
export const claimOf = (epoch: number) => ({ epoch, runId: RUN_ID });
