import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ReleaseStack, type ReleaseStackProps } from './release-stack';

/** The read side of the release: the catalogue. */
export class OrdersData extends ReleaseStack {
  constructor(scope: Construct, id: string, { image, synthesizer }: ReleaseStackProps) {
    super(scope, id, { synthesizer, description: 'Orders: the catalogue' });
    this.fargateService({
      service: 'data',
      image,
      targetGroupArn: this.parameter('DataTargetGroupArn', 'Target group of the catalogue').valueAsString,
      logGroup: this.parameter('DataLogGroup', 'Log group of the catalogue').valueAsString,
    });
    const host = this.parameter(
      'RegionHost',
      "This Region's own host name, with a port unless it is 443",
    ).valueAsString;
    new CfnOutput(this, 'CatalogueUrl', { value: `https://${host}/catalogue` });
  }
}
