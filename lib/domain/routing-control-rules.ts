import { type Check, membersOf, ownerOf, problem } from './plan-problem';
import { regionProblem } from './region';

/** Given exactly where it is read. */
export const routingControlBelongsToItsStrategy: Check = ({ traffic: { strategy, routingControl } }) => {
  const path = ['traffic', 'routingControl'];
  if (strategy === 'routing-control') {
    return routingControl ? [] : [problem(path, 'required by strategy "routing-control"; name endpoints and controls')];
  }
  return routingControl
    ? [problem(path, `only strategy "routing-control" reads it; got "${strategy}"; remove it or change the strategy`)]
    : [];
};

/** Each Region has a control of its own, in the plan's account. */
export const everyRegionHasItsControl: Check = ({ regions, account, traffic }) => {
  const controls = traffic.routingControl?.controls;
  if (!controls) return [];
  const path = ['traffic', 'routingControl', 'controls'];
  const arns = Object.values(controls);
  return [
    ...membersOf(path, { what: 'routing control', record: controls, regions }),
    ...Object.entries(controls).flatMap(([region, arn], index) => [
      ...(ownerOf(arn) === account
        ? []
        : [problem([...path, region], `belongs to account ${ownerOf(arn)}; expected ${account}`)]),
      ...(arns.indexOf(arn) < index
        ? [problem([...path, region], 'is the control of another Region already; each has its own')]
        : []),
    ]),
  ];
};

/**
 * A cluster has five endpoints, each in a Region of its own, and a call that one of them refuses goes to the next.
 *
 * Source: https://docs.aws.amazon.com/r53recovery/latest/dg/introduction-regions-routing.html
 */
export const everyEndpointIsNamed: Check = ({ traffic }) => {
  const endpoints = traffic.routingControl?.endpoints;
  if (!endpoints) return [];
  const path = ['traffic', 'routingControl', 'endpoints'];
  const entries = Object.entries(endpoints);
  const urls = Object.values(endpoints);
  return [
    ...(entries.length === CLUSTER_ENDPOINTS
      ? []
      : [problem(path, `got ${entries.length}; a cluster has ${CLUSTER_ENDPOINTS} endpoints, name all of them`)]),
    ...entries.flatMap(([region, url], index) => {
      const found = regionProblem(region);
      return [
        ...(found ? [problem([...path, region], found)] : []),
        ...(urls.indexOf(url) < index
          ? [problem([...path, region], 'is the endpoint of another Region already; each has its own')]
          : []),
      ];
    }),
  ];
};

const CLUSTER_ENDPOINTS = 5;
