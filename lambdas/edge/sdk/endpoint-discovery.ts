/**
 * Stands in bundles in the place of `@aws-sdk/middleware-endpoint-discovery`: DynamoDB's client makes a cache of
 * discovered endpoints, 8 KB, and no command of it discovers any.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => undefined,
  configFileSelector: () => undefined,
  default: false,
};

export const resolveEndpointDiscoveryConfig = <Input>(input: Input): Input => input;
