import { METRIC_NAMESPACE } from '../names';
import { claimPartition } from '../table-items';
import { writtenNames } from '../traffic';
import type { Written } from './call';
import type { CallPlace } from './place';
import { elsewhere, itemCalls } from './table-calls';

/** The one Region in which the API of Route 53 is served, for all others. */
const ROUTE53_HOME = 'us-east-1';

/** Own metrics: what the remembering checks follow. */
export const writingMetrics: Written = {
  call: 'cloudwatch:PutMetricData',
  resources: ['*'],
  context: { 'cloudwatch:namespace': METRIC_NAMESPACE },
};

/** Every strategy writes the claim here first. */
export const claiming = (place: CallPlace): Written[] => [
  ...itemCalls(place, claimPartition(place.plan.name), ['GetItem', 'PutItem']),
  writingMetrics,
  ...BY_STRATEGY[place.plan.traffic.strategy](place),
];

const BY_STRATEGY: Record<CallPlace['plan']['traffic']['strategy'], (place: CallPlace) => Written[]> = {
  'health-signal': (place) =>
    elsewhere(place, [claimPartition(place.plan.name)], 'a Region that is dark is taken to claim nothing'),
  'record-update': ({ plan, names }) => {
    const resources = [`arn:${names.partition}:route53:::hostedzone/${plan.traffic.hostedZoneId}`];
    return [
      { call: 'route53:ListResourceRecordSets', region: ROUTE53_HOME, resources },
      {
        call: 'route53:ChangeResourceRecordSets',
        region: ROUTE53_HOME,
        resources,
        context: {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': writtenNames(plan),
          'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
        },
      },
    ];
  },
  'routing-control': ({ plan }) => {
    const { endpoints = {}, controls = {} } = plan.traffic.routingControl ?? {};
    return Object.keys(endpoints).flatMap((region) =>
      ['GetRoutingControlState', 'UpdateRoutingControlStates'].map((operation) => ({
        call: `route53-recovery-cluster:${operation}`,
        region,
        resources: Object.values(controls),
        without: 'the next endpoint of the cluster is asked',
      })),
    );
  },
};
