import { schedulesNameTheirRoles, theFenceIsNotOurs, theHooksAreNotOurs } from './fence-rules';
import { DRILL_PREFIX, inRegion, stackNameOf } from './names';
import type { Plan } from './plan';
import { type Check, membersOf, ownerOf, type Problem, problem } from './plan-problem';
import { partitionOf } from './region';
import {
  everyEndpointIsNamed,
  everyRegionHasItsControl,
  routingControlBelongsToItsStrategy,
} from './routing-control-rules';
import { listed } from './text';

/** A rule between fields: it is asked as soon as the fields it reads are well-formed, whatever else is wrong. */
interface Rule {
  readonly reads: readonly (keyof Plan)[];
  readonly check: Check;
}

/** Paths of entries that repeat an earlier one. */
function repeated(path: string, field: string | undefined, values: readonly string[]): Problem[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index
      ? [problem([path, index, ...(field ? [field] : [])], `${JSON.stringify(value)} is already there; name each once`)]
      : [],
  );
}

const regionsDiffer: Check = ({ regions }) => [
  ...repeated('regions', undefined, regions),
  ...regions.flatMap((region, index) =>
    partitionOf(region) === partitionOf(regions[0] ?? region)
      ? []
      : [problem(['regions', index], `${region} is in partition ${partitionOf(region)}; all Regions must share one`)],
  ),
];

const everyRegionHasItsCluster: Check = ({ regions, databases }) =>
  databases.flatMap(({ clusters }, index) =>
    membersOf(['databases', index, 'clusters'], { what: 'cluster', record: clusters, regions }),
  );

const databasesAreUnique: Check = ({ databases }) =>
  repeated(
    'databases',
    'globalCluster',
    databases.map(({ globalCluster }) => globalCluster),
  );

const canariesAreUnique: Check = ({ canaries }) =>
  repeated(
    'canaries',
    'name',
    canaries.map(({ name }) => name),
  );

/** The same problems, about fields below `field`. */
const below = (field: keyof Plan, problems: readonly Problem[]): Problem[] =>
  problems.map(({ path, message }) => ({ path: [field, ...path], message }));

const stacksAreUnique: Check = ({ release }) => below('release', repeated('stacks', undefined, release.stacks));

const recordsAreUnique: Check = ({ traffic }) =>
  below(
    'traffic',
    repeated(
      'records',
      undefined,
      traffic.records.map(({ name, type }) => `${name} ${type}`),
    ),
  );

const aWriteProvesADatabase: Check = ({ databases, canaries }) =>
  databases.length > 0 && !canaries.some(({ kind }) => kind === 'write')
    ? [
        problem(
          ['canaries'],
          'a plan with databases needs a canary of kind "write": a Region serves only when it stores',
        ),
      ]
    : [];

const theProbeIsAReadCanary: Check = ({ watch, canaries }) => {
  const readers = canaries.filter(({ kind }) => kind === 'read').map(({ name }) => name);
  return readers.includes(watch.probe)
    ? []
    : [
        problem(
          ['watch', 'probe'],
          `no read canary is called ${JSON.stringify(watch.probe)}; ` +
            (readers.length > 0 ? `allowed: ${listed(readers, 'or')}` : 'add a canary of kind "read"'),
        ),
      ];
};

const everyCanaryNamesItsRegion: Check = ({ canaries }) =>
  canaries.flatMap(({ url, drillUrl = '{region}' }, index) => [
    ...(url.includes('{region}')
      ? []
      : [problem(['canaries', index, 'url'], 'must hold {region}: a canary proves one Region')]),
    ...(drillUrl.includes('{region}')
      ? []
      : [problem(['canaries', index, 'drillUrl'], 'must hold {region}: a drill proves one Region')]),
    ...(drillUrl === url
      ? [problem(['canaries', index, 'drillUrl'], 'is the url that users are served at: name the listener of drills')]
      : []),
  ]);

/** A live stack that is called as a drill's would be in reach of what drills delete. */
const noStackIsCalledAsADrills: Check = ({ release }) =>
  release.stacks.flatMap((stack, index) =>
    stack.startsWith(DRILL_PREFIX)
      ? [problem(['release', 'stacks', index], `begins with ${DRILL_PREFIX}, as the stacks of drills do: rename it`)]
      : [],
  );

const everyRecordNamesItsRegion: Check = ({ traffic }) =>
  traffic.records.flatMap(({ perRegion, name }, index) => [
    ...(perRegion.includes('{region}')
      ? []
      : [problem(['traffic', 'records', index, 'perRegion'], 'must hold {region}')]),
    ...(name.includes('{region}') ? [problem(['traffic', 'records', index, 'name'], 'must not hold {region}')] : []),
  ]);

const theStackNameFits: Check = ({ release }) => {
  if (!release.stackName.includes('{stack}'))
    return [problem(['release', 'stackName'], `must hold {stack}, got ${JSON.stringify(release.stackName)}`)];
  const strays = release.stackName.replaceAll('{stack}', '').replaceAll('{release}', '').match(/[{}]/);
  return strays
    ? [
        problem(
          ['release', 'stackName'],
          `only {stack} and {release} may stand in braces, got ${JSON.stringify(release.stackName)}`,
        ),
      ]
    : tooLong(release);
};

const STACK_NAME_CHARACTERS_MAX = 128;
const RELEASE_CHARACTERS_MAX = 20;

const tooLong = ({ stackName, stacks }: Plan['release']) =>
  stacks.flatMap((stack, index) => {
    const longest = stackNameOf(stackName, {
      stack,
      release: 'r'.repeat(RELEASE_CHARACTERS_MAX),
      lane: 'drill',
    }).length;
    return longest <= STACK_NAME_CHARACTERS_MAX
      ? []
      : [problem(['release', 'stacks', index], `its stack name may grow to ${longest} characters; AWS allows 128`)];
  });

const onlyOneNameIsReplaced: Check = ({ release: { replaceOlder, stackName } }) =>
  replaceOlder && stackName.includes('{release}')
    ? [problem(['release', 'replaceOlder'], 'nothing is replaced while stackName holds {release}: leave it out')]
    : [];

/** The values of these come from the release itself. */
const OWN_PARAMETERS = ['Release'];

const parametersAreNotOurs: Check = ({ release }) =>
  Object.entries(release.parameters).flatMap(([name, value]) => [
    ...(OWN_PARAMETERS.includes(name)
      ? [problem(['release', 'parameters', name], 'is filled with the id of the release: leave it out')]
      : []),
    ...(/\{(?!(region|lane)\})\w*\}/.test(value)
      ? [
          problem(
            ['release', 'parameters', name],
            `only {region} and {lane} may stand in braces, got ${JSON.stringify(value)}`,
          ),
        ]
      : []),
  ]);

const findingsAreUnique: Check = ({ release }) => {
  const ids = release.accept.map(({ finding }) => finding);
  return below('release', repeated('accept', 'finding', ids));
};

const theWitnessStandsOutside: Check = ({ watch: { witness }, regions }) => {
  const path = ['watch', 'witness'];
  if (witness === undefined) return [];
  if (regions.includes(witness)) {
    return [problem(path, `${witness} is one of the plan's Regions; a witness stands outside them`)];
  }
  return partitionOf(witness) === partitionOf(regions[0] ?? witness)
    ? []
    : [problem(path, `${witness} is in partition ${partitionOf(witness)}; it must share that of the Regions`)];
};

const fullAutomationHasAWitness: Check = ({ automation, watch }) =>
  automation === 'full' && watch.witness === undefined
    ? [problem(['automation'], '"full" needs watch.witness, a Region outside the plan that confirms; or use "prepare"')]
    : [];

const topicsAreHere: Check = ({ notify, account, regions }) =>
  notify.flatMap((topic, index) => {
    const [, , , region = ''] = inRegion(topic, regions[0] ?? '').split(':');
    const owner = ownerOf(topic);
    return [
      ...(topic.includes(':{region}:')
        ? []
        : [
            problem(['notify', index], `its Region is ${region}; write {region}, or the message dies with that Region`),
          ]),
      ...(owner === account ? [] : [problem(['notify', index], `belongs to account ${owner}; expected ${account}`)]),
    ];
  });

/** Confirming may take as long as the cooldown only if the alarm could not start the same thing again meanwhile. */
const theCooldownOutlastsConfirming: Check = ({ cooldownSeconds, watch }) =>
  cooldownSeconds >= watch.confirmWithinSeconds
    ? []
    : [
        problem(
          ['cooldownSeconds'],
          `got ${cooldownSeconds}; must be at least watch.confirmWithinSeconds (${watch.confirmWithinSeconds})`,
        ),
      ];

/** Text in a state machine between {% and %} would be evaluated; a plan is data. */
function evaluable(value: unknown, path: readonly PropertyKey[]): Problem[] {
  if (typeof value === 'string') {
    return /\{%|%\}|\{\{resolve:/.test(value) ? [problem(path, 'must not hold {%, %} or {{resolve:')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => evaluable(member, [...path, key]));
}

/** A pair of failover records, which is what "record-update" swaps, holds two Regions. */
const thePairHoldsEveryRegion: Check = ({ regions, traffic }) =>
  traffic.strategy === 'record-update' && regions.length > REGIONS_OF_A_PAIR
    ? [
        problem(
          ['traffic', 'strategy'],
          `"record-update" moves users between ${REGIONS_OF_A_PAIR} Regions; got ${regions.length}; ` +
            'use "health-signal" or "routing-control"',
        ),
      ]
    : [];

const REGIONS_OF_A_PAIR = 2;

const everyHeartbeatNamesItsRegion: Check = ({ databases }) =>
  databases.flatMap(({ heartbeat }, index) =>
    heartbeat === undefined || heartbeat.includes('{region}')
      ? []
      : [problem(['databases', index, 'heartbeat'], 'must hold {region}: each Region tells of its own database')],
  );

const RULES: readonly Rule[] = [
  { reads: ['regions'], check: regionsDiffer },
  { reads: ['regions', 'databases'], check: everyRegionHasItsCluster },
  { reads: ['databases'], check: databasesAreUnique },
  { reads: ['databases'], check: everyHeartbeatNamesItsRegion },
  { reads: ['canaries'], check: canariesAreUnique },
  { reads: ['release'], check: stacksAreUnique },
  { reads: ['release'], check: noStackIsCalledAsADrills },
  { reads: ['traffic'], check: recordsAreUnique },
  { reads: ['databases', 'canaries'], check: aWriteProvesADatabase },
  { reads: ['watch', 'canaries'], check: theProbeIsAReadCanary },
  { reads: ['canaries'], check: everyCanaryNamesItsRegion },
  { reads: ['traffic'], check: everyRecordNamesItsRegion },
  { reads: ['regions', 'traffic'], check: thePairHoldsEveryRegion },
  { reads: ['traffic'], check: routingControlBelongsToItsStrategy },
  { reads: ['regions', 'account', 'traffic'], check: everyRegionHasItsControl },
  { reads: ['traffic'], check: everyEndpointIsNamed },
  { reads: ['release'], check: theStackNameFits },
  { reads: ['release'], check: onlyOneNameIsReplaced },
  { reads: ['release'], check: parametersAreNotOurs },
  { reads: ['release'], check: findingsAreUnique },
  { reads: ['regions', 'watch'], check: theWitnessStandsOutside },
  { reads: ['automation', 'watch'], check: fullAutomationHasAWitness },
  { reads: ['regions', 'account', 'notify'], check: topicsAreHere },
  { reads: ['cooldownSeconds', 'watch'], check: theCooldownOutlastsConfirming },
  { reads: ['fence'], check: theFenceIsNotOurs },
  { reads: ['fence'], check: schedulesNameTheirRoles },
  { reads: ['hooks'], check: theHooksAreNotOurs },
];

/**
 * Every broken rule between the fields of a plan, as far as its fields are well-formed.
 *
 * @param fields the well-formed fields; a rule that reads another one is not asked
 */
export const brokenRules = (fields: Partial<Plan>): readonly Problem[] => [
  ...RULES.filter(({ reads }) => reads.every((field) => Object.hasOwn(fields, field))).flatMap(({ check }) =>
    check(fields as Plan),
  ),
  ...evaluable(fields, []),
];
