import type { Plan } from '../../../domain/plan';
import { regionProblem } from '../../../domain/region';
import type { Template } from '../../source';
import { type FoundHere, inTemplates, type Rule } from '../rule';
import { shown, type Text, textsIn } from '../texts';

export const otherRegion: Rule = {
  name: 'other-region',
  level: 'error',
  why:
    'The same template is deployed in every Region. A literal Region, Availability Zone, physical id or foreign ' +
    'account fits one place only, and may be the one that is lost.',
  check: inTemplates((template, { plan }) =>
    placesOf(template).flatMap(({ logicalId, texts }) => {
      const said = new Set(texts.flatMap((text) => saidOf(text, plan)));
      return [...said].map((because): FoundHere => ({ logicalId, because, remedy: REMEDY }));
    }),
  ),
};

const REMEDY = 'write AWS::Region and AWS::AccountId, a mapping by Region, or a parameter that the pilot light fills';

interface Place {
  readonly logicalId: string;
  readonly texts: readonly Text[];
}

/** Written for people, and never part of what is deployed. */
const FOR_PEOPLE = /(^|\.)(Description|AlarmDescription|Metadata|Tags\.\d+\.Value)$/;

/** Conditions and metadata are left out: comparing a Region, or telling of one, binds to none. */
function placesOf(template: Template): Place[] {
  const { Resources, Outputs = {}, Parameters = {}, Mappings = {} } = template;
  const texts = (value: unknown) => textsIn(value).filter(({ path }) => !FOR_PEOPLE.test(shown(path)));
  return [
    ...Object.entries(Resources).map(([logicalId, { Properties }]) => ({ logicalId, texts: texts(Properties) })),
    ...Object.entries(Outputs).map(([logicalId, { Value, Export }]) => ({
      logicalId,
      texts: texts({ Value, Export }),
    })),
    ...Object.entries(Parameters).map(([logicalId, { Default }]) => ({ logicalId, texts: texts({ Default }) })),
    ...Object.entries(Mappings).map(([logicalId, mapping]) => ({ logicalId, texts: texts(mapping).filter(isForAll) })),
  ];
}

/** In a mapping a Region is a key, and what stands below it is for that Region alone. */
const isForAll = ({ path, isKey }: Text): boolean => !isKey && path.every((key) => regionProblem(key) !== undefined);

function saidOf({ text, path, isKey }: Text, plan: Plan): string[] {
  const at = path.length === 0 ? '' : ` in ${shown(path)}`;
  const what = isKey ? 'is a name' : 'is written out';
  return [
    ...regionsIn(text).map((region) => `${region} ${what}${at}`),
    ...physicalIdsIn(text).map((id) => `${id}, which exists in one Region only, ${what}${at}`),
    ...accountsIn(text)
      .filter((account) => account !== plan.account)
      .map((account) => `account ${account} ${what}${at}; the plan's is ${plan.account}`),
  ];
}

/** Regions as words of their own, with what follows them: a zone's letter, a local zone. */
const REGION = /(?<![A-Za-z0-9])([a-z]{2}(?:-gov)?-(?:north|south|east|west|central)+-\d)(?!\d)[a-z]?/g;
/** Zone ids, such as use1-az2: https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html */
const ZONE_ID = /(?<![A-Za-z0-9])[a-z]{2,3}(?:g[ew])?[a-z]{0,2}\d-az\d(?!\d)/g;

const regionsIn = (text: string): string[] => [
  ...[...text.matchAll(REGION)]
    .filter(([, region = '']) => regionProblem(region) === undefined)
    .map(([whole]) => whole),
  ...[...text.matchAll(ZONE_ID)].map(([whole]) => whole),
];

/** 8 or 17 hex digits: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
const PHYSICAL_ID = new RegExp(
  `(?<![A-Za-z0-9-])(?:${[
    ...['acl', 'ami', 'cgw', 'dopt', 'eigw', 'eipalloc', 'eni', 'fs', 'fsap', 'fsmt', 'i', 'igw', 'lt', 'nat', 'pcx'],
    ...['pl', 'rtb', 'sg', 'snap', 'subnet', 'tgw', 'vgw', 'vol', 'vpc', 'vpce', 'vpn'],
  ].join('|')})-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![A-Za-z0-9])`,
  'g',
);

const physicalIdsIn = (text: string): string[] => text.match(PHYSICAL_ID) ?? [];

const accountsIn = (text: string): string[] =>
  [...text.replace(/\$\{[^}]*\}/g, '*').matchAll(/\barn:[^:\s]+:[a-z0-9-]+:[^:\s]*:(\d{12}):/g)].map(
    ([, account = '']) => account,
  );
