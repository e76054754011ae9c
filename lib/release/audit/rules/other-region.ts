import type { Plan } from '../../../domain/plan';
import { regionProblem } from '../../../domain/region';
import type { Template } from '../../source';
import { accountsIn, physicalIdsIn, regionsIn } from '../places';
import { inTemplates, type Rule, type Said, type SaidHere, WHOLE_RELEASE } from '../rule';
import { shown, type Text, textsIn } from '../texts';

export const otherRegion: Rule = {
  name: 'other-region',
  level: 'error',
  warnsWhen: 'all that is foreign is an account, in an ARN whose Region is filled in, as of a public layer',
  why:
    'The same template is deployed in every Region. A literal Region, Availability Zone, physical id or foreign ' +
    'account fits one place only, and may be the one that is lost.',
  check: (audited) => [...inTemplates(foreignInTemplate)(audited), ...foreignInPlan(audited.plan)],
};

const REMEDY = 'write AWS::Region and AWS::AccountId, a mapping by Region, or a parameter that the pilot light fills';
const PLAN_REMEDY = 'write {region}, or leave it to an output of the pilot light, which has its own in each Region';

const foreignInTemplate: Parameters<typeof inTemplates>[0] = (template, { plan }) =>
  placesOf(template).flatMap(({ logicalId, texts }) =>
    texts.flatMap((text) => saidOf(text, plan)).map((said): SaidHere => ({ logicalId, remedy: REMEDY, ...said })),
  );

/** One value of the plan goes to every Region. */
const foreignInPlan = (plan: Plan): Said[] =>
  Object.entries(plan.release.parameters).flatMap(([logicalId, text]) =>
    saidOf({ text, path: ['release', 'parameters', logicalId], isKey: false }, plan).map((said) => ({
      stack: WHOLE_RELEASE,
      logicalId,
      remedy: PLAN_REMEDY,
      ...said,
    })),
  );

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

function saidOf({ text, path, isKey }: Text, plan: Plan): Pick<SaidHere, 'because' | 'level'>[] {
  const at = path.length === 0 ? '' : ` in ${shown(path)}`;
  const what = isKey ? 'is a name' : 'is written out';
  return [
    ...regionsIn(text).map((region) => ({ because: `${region} ${what}${at}` })),
    ...physicalIdsIn(text).map((id) => ({ because: `${id}, which exists in one Region only, ${what}${at}` })),
    ...accountsIn(text)
      .filter(({ account }) => account !== plan.account)
      .map(({ account, isEverywhere }) => ({
        because: `account ${account} ${what}${at}; the plan's is ${plan.account}`,
        level: isEverywhere ? ('warning' as const) : ('error' as const),
      })),
  ];
}
