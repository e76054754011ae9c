import { AlarmStatusWidget, Dashboard, type IAlarm, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Place } from '../domain/step';
import { COLUMNS, history, lag, readiness, runs, watch } from './dashboard-widgets';

export interface RegionDashboardProps {
  readonly place: Place;
  /** The alarms that tell somebody. */
  readonly alarms: readonly IAlarm[];
}

/**
 * What the operators look at, one for each Region. With at most 50 metrics it is one of the three for which CloudWatch
 * makes no price; a fourth is 3 USD a month.
 *
 * Source: https://aws.amazon.com/cloudwatch/pricing/
 */
export class RegionDashboard extends Construct {
  constructor(scope: Construct, id: string, { place, alarms }: RegionDashboardProps) {
    super(scope, id);
    const lags = lag(place);
    new Dashboard(this, 'Dashboard', {
      dashboardName: place.names.dashboard,
      widgets: [
        [new TextWidget({ markdown: about(place), width: COLUMNS / 2, height: 6 }), states(alarms)],
        [readiness(place), ...watch(place)],
        runs(place),
        [...history(place)],
        ...(lags ? [[lags]] : []),
      ],
    });
  }
}

/**
 * More alarms make the whole dashboard invalid; what a plan of many databases has beside them, its metrics show.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
const ALARMS_MAX = 100;

const states = (alarms: readonly IAlarm[]): IWidget =>
  new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.slice(0, ALARMS_MAX), width: COLUMNS / 2, height: 6 });

/** What this page is, and what to type next. */
const about = ({ plan, region }: Place): string =>
  [
    `## Understudy of ${plan.name} in ${region}`,
    `This Region takes over when the active one is lost. Regions by rank: ${plan.regions.join(', ')}.`,
    'An alarm names what to do in its description.',
    '```',
    'npx understudy status',
    `npx understudy check --region ${region}`,
    `npx understudy release drift --region ${region}`,
    '```',
    'What each alarm and each sentence of a run means: `docs/runbook.md`.',
  ].join('\n');
