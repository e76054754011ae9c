import { CfnOutput } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ReleaseStack, type ReleaseStackProps } from './release-stack';

/** The write side of the release: orders. It checks each ordered item with the catalogue. */
export class OrdersWeb extends ReleaseStack {
  constructor(scope: Construct, id: string, { image, synthesizer }: ReleaseStackProps) {
    super(scope, id, { synthesizer, description: 'Orders: orders and canary orders' });
    const catalogueUrl = this.parameter('CatalogueUrl', 'URL of the catalogue, an output of orders-data').valueAsString;
    this.fargateService({
      service: 'web',
      image,
      targetGroupArn: this.parameter('WebTargetGroupArn', 'Target group of orders').valueAsString,
      logGroup: this.parameter('WebLogGroup', 'Log group of orders').valueAsString,
      environment: { CATALOGUE_URL: catalogueUrl },
    });
    const host = this.parameter(
      'RegionHost',
      "This Region's own host name, with a port unless it is 443",
    ).valueAsString;
    new CfnOutput(this, 'Url', { value: `https://${host}` });
  }
}
