import * as z from 'zod';
import { STEPS_WITH_CALLS } from '../../../lib/domain/calls';
import { serviceRolesOf } from '../../../lib/domain/service-roles';
import { defineStep, type Place, slugOf } from '../../../lib/domain/step';

export const auditPermissions = defineStep({
  name: 'AuditPermissions',
  purpose: 'The roles of the steps still allow every call of a failover, and the roles that AWS works with exist.',
  reads: [],
  output: z.strictObject({
    /** How many calls were simulated. */
    calls: z.number().int(),
  }),
  fenced: false,
  timeoutSeconds: 60,
  // IAM is asked at its pace, so that most of its time is waiting; nobody waits for it.
  memoryMegabytes: 192,
  lookAgainSeconds: 5,
  overdueSeconds: () => 180,
  permissions: (place) => [
    {
      actions: ['lambda:GetFunctionConfiguration'],
      resources: STEPS_WITH_CALLS.filter((name) => !isIdleHook(name, place)).map((name) => functionOf(name, place)),
    },
    { actions: ['iam:SimulatePrincipalPolicy'], resources: [ownRoles(place)] },
    { actions: ['iam:GetRole'], resources: serviceRolesOf(place).map(({ arn }) => arn) },
  ],
});

/** A step of hooks that has none is not deployed. */
const isIdleHook = (name: string, { plan: { hooks } }: Place): boolean =>
  Object.entries(hooks).some(([point, asked]) => asked.length === 0 && slugOf({ name }) === slugOf({ name: point }));

const functionOf = (name: string, { plan, region, names }: Place): string =>
  `arn:${names.partition}:lambda:${region}:${plan.account}:function:${names.lambda(slugOf({ name }))}`;

/** A generated name begins with at least so much of its stack's. */
const STACK_CHARACTERS = 24;

/** CloudFormation makes up the names of the roles of the control plane, from that of its stack. */
const ownRoles = ({ plan, names }: Place): string =>
  `arn:${names.partition}:iam::${plan.account}:role/${names.stack.slice(0, STACK_CHARACTERS)}*`;
