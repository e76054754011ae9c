import { Duration } from 'aws-cdk-lib';
import { CfnCertificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationTargetGroup,
  ListenerCertificate,
  ListenerCondition,
  SslPolicy,
  TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnRecordSet } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { CONTAINER_PORT, DRILL_PORT, HTTPS_PORT, type Service } from './constants';
import type { Network } from './network';
import type { Place } from './place';

export interface FrontDoorProps {
  readonly place: Place;
  readonly network: Network;
}

/**
 * Where requests to this Region arrive: one load balancer, a listener for users and one for drills, each with its own
 * target groups, so that a drill's tasks never stand beside those that serve users.
 */
export class FrontDoor extends Construct {
  /** Values of the release's parameters. */
  readonly outputs: Readonly<Record<string, string>>;
  private readonly loadBalancer: ApplicationLoadBalancer;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FrontDoorProps,
  ) {
    super(scope, id);
    const { vpc, loadBalancer: securityGroup } = props.network;
    this.loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      securityGroup,
      internetFacing: true,
      dropInvalidHeaderFields: true,
      deletionProtection: true,
    });
    const certificate = this.certificate();
    const live = this.listener('Live', HTTPS_PORT, certificate);
    const drill = this.listener('Drill', DRILL_PORT, certificate);
    this.record();
    this.outputs = {
      RegionHost: props.place.regionHost,
      DataTargetGroupArn: live.data,
      WebTargetGroupArn: live.web,
      DrillRegionHost: `${props.place.regionHost}:${DRILL_PORT}`,
      DrillDataTargetGroupArn: drill.data,
      DrillWebTargetGroupArn: drill.web,
    };
  }

  /** Valid for this Region's own name and for the public one, which may point here any day. */
  private certificate(): CfnCertificate {
    const { regionHost, publicHost, hostedZoneId } = this.props.place;
    return new CfnCertificate(this, 'Certificate', {
      domainName: regionHost,
      subjectAlternativeNames: [publicHost],
      validationMethod: 'DNS',
      domainValidationOptions: [regionHost, publicHost].map((domainName) => ({ domainName, hostedZoneId })),
    });
  }

  /** A listener with two target groups; the ARNs of these. */
  private listener(id: string, port: number, certificate: CfnCertificate): Readonly<Record<Service, string>> {
    const web = this.targetGroup(`${id}Web`);
    const data = this.targetGroup(`${id}Data`);
    const listener = new ApplicationListener(this, `${id}Listener`, {
      loadBalancer: this.loadBalancer,
      port,
      protocol: ApplicationProtocol.HTTPS,
      certificates: [ListenerCertificate.fromArn(certificate.ref)],
      sslPolicy: SslPolicy.TLS13_RES,
      defaultTargetGroups: [web],
      // The security group's rules are written in one place, with the network.
      open: false,
    });
    listener.addTargetGroups(`${id}Catalogue`, {
      priority: 10,
      conditions: [ListenerCondition.pathPatterns(['/catalogue', '/catalogue/*', '/ledger'])],
      targetGroups: [data],
    });
    return { data: data.targetGroupArn, web: web.targetGroupArn };
  }

  private targetGroup(id: string): ApplicationTargetGroup {
    return new ApplicationTargetGroup(this, id, {
      vpc: this.props.network.vpc,
      targetType: TargetType.IP,
      protocol: ApplicationProtocol.HTTP,
      port: CONTAINER_PORT,
      // The answers are short; a task that is going away needs no five minutes, the default, to finish them.
      deregistrationDelay: Duration.seconds(10),
      // A new task serves 10 s after it started; a sick one gets nothing after 15 s.
      healthCheck: {
        path: '/health',
        healthyHttpCodes: '200',
        interval: Duration.seconds(5),
        timeout: Duration.seconds(4),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    });
  }

  /**
   * This Region's own name. It does not evaluate the load balancer's health, so a sick target moves no user: only
   * Understudy does, by the pair of records behind the public name.
   */
  private record(): void {
    const { regionHost, hostedZoneId } = this.props.place;
    new CfnRecordSet(this, 'Record', {
      hostedZoneId,
      name: regionHost,
      type: 'A',
      aliasTarget: {
        hostedZoneId: this.loadBalancer.loadBalancerCanonicalHostedZoneId,
        dnsName: this.loadBalancer.loadBalancerDnsName,
        evaluateTargetHealth: false,
      },
    });
  }
}
