import { ownOf } from '../../domain/json';
/** What the creation of a resource waits for outside of its own Region. */
export interface Dependency {
  /** The control plane and where it is. */
  readonly on: string;
  /** Which resources of the type. @default all */
  when?(properties: Readonly<Record<string, unknown>>): boolean;
}

const IAM = "IAM's control plane in us-east-1";
const ROUTE_53 = "Route 53's control plane in us-east-1";
const CLOUDFRONT = "CloudFront's control plane in us-east-1";
const ARC = "Application Recovery Controller's control plane in us-west-2";
const ACCELERATOR = "Global Accelerator's control plane in us-west-2";
const S3 = "S3's bucket operations, which depend on us-east-1";
const dns: Dependency = { on: `${ROUTE_53}, for the name of its endpoint` };

/**
 * Services of which every resource depends on one Region, by the beginning of their types. Source: "Global services",
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/global-services.html
 */
const GLOBAL_SERVICES: Readonly<Record<string, Dependency>> = {
  'AWS::IAM::': { on: IAM },
  'AWS::Organizations::': { on: "Organizations' control plane in us-east-1" },
  'AWS::Route53::': { on: ROUTE_53 },
  'AWS::Route53Profiles::': { on: ROUTE_53 },
  'AWS::CloudFront::': { on: CLOUDFRONT },
  'AWS::Shield::': { on: "Shield Advanced's control plane in us-east-1" },
  'AWS::Budgets::': { on: 'the billing control plane in us-east-1' },
  'AWS::CE::': { on: 'the billing control plane in us-east-1' },
  'AWS::Route53RecoveryControl::': { on: ARC },
  'AWS::Route53RecoveryReadiness::': { on: ARC },
  'AWS::ARCRegionSwitch::': { on: ARC },
  'AWS::GlobalAccelerator::': { on: ACCELERATOR },
  'AWS::NetworkManager::': { on: "Network Manager's control plane in us-west-2" },
};

/**
 * Types of Regional services whose creation depends on another Region all the same: they get a DNS record made by
 * Route 53's control plane, or are made by S3's. Databases stand on its list of what a recovery must not
 * create; Amplify and the domains of Cognito are distributions of CloudFront. Source: the same page.
 */
const DEPENDENT_TYPES: Readonly<Record<string, Dependency>> = {
  'AWS::ApiGateway::RestApi': dns,
  'AWS::ApiGateway::DomainName': dns,
  'AWS::ApiGateway::DomainNameV2': dns,
  'AWS::ApiGatewayV2::Api': dns,
  'AWS::ApiGatewayV2::DomainName': dns,
  'AWS::Amplify::App': { on: CLOUDFRONT },
  'AWS::CertificateManager::Certificate': { on: `${ROUTE_53}, for the record that proves its domain` },
  'AWS::Cognito::UserPoolDomain': { on: CLOUDFRONT },
  'AWS::DAX::Cluster': dns,
  'AWS::DocDB::DBCluster': dns,
  'AWS::DocDB::DBInstance': dns,
  'AWS::EC2::VPCEndpoint': { ...dns, when: ({ VpcEndpointType = 'Gateway' }) => VpcEndpointType !== 'Gateway' },
  'AWS::EC2::VPCEndpointService': dns,
  'AWS::ECS::Service': {
    on: `${ROUTE_53}, for the records of its service discovery`,
    when: ({ ServiceRegistries }) => isFilled(ServiceRegistries),
  },
  'AWS::EKS::Cluster': dns,
  'AWS::ElastiCache::CacheCluster': dns,
  'AWS::ElastiCache::ReplicationGroup': dns,
  'AWS::ElastiCache::ServerlessCache': dns,
  'AWS::ElasticLoadBalancing::LoadBalancer': dns,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': dns,
  'AWS::Elasticsearch::Domain': dns,
  'AWS::Lambda::Url': dns,
  'AWS::MemoryDB::Cluster': dns,
  'AWS::Neptune::DBCluster': dns,
  'AWS::Neptune::DBInstance': dns,
  'AWS::OpenSearchService::Domain': dns,
  'AWS::RDS::DBCluster': dns,
  'AWS::RDS::DBInstance': dns,
  'AWS::RDS::DBProxy': dns,
  'AWS::S3::Bucket': { on: S3 },
  'AWS::S3::BucketPolicy': { on: S3 },
  'AWS::S3::MultiRegionAccessPoint': { on: "S3's Multi-Region Access Points in us-west-2" },
  'AWS::S3::MultiRegionAccessPointPolicy': { on: "S3's Multi-Region Access Points in us-west-2" },
  'AWS::ServiceDiscovery::PrivateDnsNamespace': { on: `${ROUTE_53}, for its hosted zone` },
  'AWS::ServiceDiscovery::PublicDnsNamespace': { on: `${ROUTE_53}, for its hosted zone` },
  'AWS::ServiceDiscovery::Service': {
    on: `${ROUTE_53}, for its records`,
    when: ({ DnsConfig }) => DnsConfig !== undefined,
  },
  'AWS::WAFv2::IPSet': { on: CLOUDFRONT, when: isForCloudFront },
  'AWS::WAFv2::RegexPatternSet': { on: CLOUDFRONT, when: isForCloudFront },
  'AWS::WAFv2::RuleGroup': { on: CLOUDFRONT, when: isForCloudFront },
  'AWS::WAFv2::WebACL': { on: CLOUDFRONT, when: isForCloudFront },
};

function isForCloudFront({ Scope }: Readonly<Record<string, unknown>>): boolean {
  return Scope === 'CLOUDFRONT';
}

function isFilled(list: unknown): boolean {
  return list !== undefined && !(Array.isArray(list) && list.length === 0);
}

/** What creating a resource depends on outside of its Region; `undefined`: nothing that is known. */
export function dependencyOf(
  type: string,
  properties: Readonly<Record<string, unknown>>,
): Dependency['on'] | undefined {
  const service = Object.keys(GLOBAL_SERVICES).find((prefix) => type.startsWith(prefix));
  const dependency = ownOf(DEPENDENT_TYPES, type) ?? (service === undefined ? undefined : GLOBAL_SERVICES[service]);
  return dependency && (dependency.when?.(properties) ?? true) ? dependency.on : undefined;
}
