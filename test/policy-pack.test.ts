import { App, type Stack } from 'aws-cdk-lib';
import { ordersStacks } from '../examples/orders/lib/orders-stacks';
import { findingsIn, RULES } from './policy-pack';
import * as accepted from './policy-pack-accepted';
import * as acceptedPublic from './policy-pack-accepted-public';
import { foundBy, type PackName, stackWith } from './policy-pack-nag';
import { SEEDS } from './policy-pack-seeds';
import { SOUND } from './policy-pack-sound';
import { controlPlane, plan, resourcesOf, templateOf, witness } from './synthesised';
import { temporaryDirectory } from './temporary';

const ids = RULES.map(({ id }) => id);
/** T-01…T-28 that a template can show; the others are about links, manifests, bundles and what a run does. */
const IN_TEMPLATES = [1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21, 22, 23];

describe('the policy pack', () => {
  const weak = stackWith(Object.fromEntries(SEEDS.map((seed, index) => [`Seed${index}`, seed.weak])));
  const packs = (['AwsSolutions', 'NIST.800.53.R5', 'Serverless'] as const).flatMap((pack) => foundBy(pack, weak));
  const foundIn = (index: number) => [
    ...findingsIn([['Weak', SEEDS[index]?.weak as never]]).map((finding) => finding.replace(' Weak', '')),
    ...packs
      .filter((finding) => finding.endsWith(` It/Seed${index}`))
      .map((finding) => finding.replace(/(\[.*\])? \S+$/, '')),
  ];

  it.each(SEEDS.map(({ threat, what, foundBy: rules }, index) => ({ threat, what, rules, index })))(
    '$threat: finds $what',
    ({ rules, index }) => {
      expect(foundIn(index)).toEqual(expect.arrayContaining([...rules]));
    },
  );

  it('is shown a weakness for each threat that a template can show', () => {
    const shown = new Set(SEEDS.map(({ threat }) => Number(threat.slice('T-'.length))));
    expect([...shown].sort((one, other) => one - other)).toEqual(IN_TEMPLATES);
    expect(SEEDS.length).toBeGreaterThanOrEqual(30);
  });

  it.each(ids)('%s finds a weakness', (id) => {
    expect(SEEDS.filter(({ foundBy: rules }) => rules.includes(id)).map(({ what }) => what)).not.toEqual([]);
  });

  it.each(ids)('%s lets pass what is sound', (id) => {
    const sound = SOUND[id] ?? [];
    expect(sound).not.toEqual([]);
    const found = findingsIn(sound.map((resource, index) => [`Sound${index}`, resource]));
    expect(found.filter((finding) => finding.startsWith(`${id} `))).toEqual([]);
  });

  it('has 24 rules, and shows nothing sound for a rule that it has not', () => {
    expect(new Set(ids).size).toBe(24);
    expect(Object.keys(SOUND).filter((id) => !ids.includes(id))).toEqual([]);
  });
});

/** What is found and not accepted, what is accepted and not found, what is accepted twice or for no reason. */
function differences(found: readonly string[], list: readonly accepted.Accepted[]): string[] {
  const known = list.flatMap(({ findings }) => findings);
  return [
    ...found.filter((finding) => !known.includes(finding)).map((finding) => `found: ${finding}`),
    ...known.filter((finding) => !found.includes(finding)).map((finding) => `no longer found: ${finding}`),
    ...known.filter((finding, index) => known.indexOf(finding) < index).map((finding) => `listed twice: ${finding}`),
    ...list
      .filter(({ because }) => because.trim() === '')
      .map(({ findings }) => `no reason: ${findings[0] ?? 'nothing'}`),
  ];
}

describe('the list of what is accepted', () => {
  const list = [{ because: 'it is so', findings: ['A x', 'B x'] }];
  it.each<[string, string[], accepted.Accepted[], string[]]>([
    ['holds', ['A x', 'B x'], list, []],
    ['lacks a finding', ['A x', 'B x', 'C x'], list, ['found: C x']],
    ['lists what is no longer found', ['A x'], list, ['no longer found: B x']],
    ['lists one twice', ['A x', 'B x'], [...list, { because: 'so', findings: ['A x'] }], ['listed twice: A x']],
    ['lacks a reason', ['A x'], [{ because: ' ', findings: ['A x'] }], ['no reason: A x']],
  ])('%s', (_, found, given, expected) => {
    expect(differences(found, given)).toEqual(expected);
  });
});

const own = (stack: Stack) =>
  findingsIn(resourcesOf(templateOf(stack))).map((finding) => finding.replace(/[0-9A-F]{8}$/, ''));

/** Rules that packs share are called alike but for the name of the pack. */
const nistKnows = (stack: Stack): string[] => {
  const nameless = (pack: PackName) => foundBy(pack, stack).map((finding) => finding.slice(pack.length));
  const nist = nameless('NIST.800.53.R5');
  return [...nameless('PCI.DSS.321'), ...nameless('HIPAA.Security')].filter((finding) => !nist.includes(finding));
};

describe.each(plan.regions)('the control plane of %s', (region) => {
  const stack = controlPlane({ region });

  it('breaks no rule of ours but those that are accepted', () => {
    expect(differences(own(stack), accepted.OWN)).toEqual([]);
  });

  it('passes AwsSolutions but for what is accepted', () => {
    expect(differences(foundBy('AwsSolutions', stack), accepted.awsSolutionsIn(region))).toEqual([]);
  });

  it('passes NIST 800-53 but for what is accepted; PCI DSS and HIPAA find nothing besides', () => {
    expect(differences(foundBy('NIST.800.53.R5', stack), acceptedPublic.nistInControlPlane(stack))).toEqual([]);
    expect(nistKnows(stack)).toEqual([]);
  });

  it('passes Serverless but for what is accepted', () => {
    expect(differences(foundBy('Serverless', stack), acceptedPublic.serverlessInControlPlane(stack))).toEqual([]);
  });
});

describe('the witness', () => {
  const stack = witness();

  it('breaks no rule of ours but those that are accepted', () => {
    expect(differences(own(stack), accepted.OWN_OF_WITNESS)).toEqual([]);
  });

  it('passes the public packs but for what is accepted', () => {
    expect(differences(foundBy('AwsSolutions', stack), accepted.AWS_SOLUTIONS_OF_WITNESS)).toEqual([]);
    expect(differences(foundBy('NIST.800.53.R5', stack), acceptedPublic.nistIn(stack))).toEqual([]);
    expect(differences(foundBy('Serverless', stack), acceptedPublic.serverlessInWitness(stack))).toEqual([]);
    expect(nistKnows(stack)).toEqual([]);
  });
});

describe('the example', () => {
  const app = new App({
    outdir: temporaryDirectory('orders'),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  ordersStacks(app, { plan, image: `orders@sha256:${'0'.repeat(64)}` });
  const stacks = app.node.children.map((stack) => [stack.node.id, stack as Stack] as const);

  it('has a pilot light in each Region, and the stacks of its release', () => {
    const pilotLights = plan.regions.map((region) => `orders-pilot-light-${region}`);
    expect(stacks.map(([name]) => name)).toEqual([...pilotLights, ...plan.release.stacks]);
  });

  it.each(stacks)('%s breaks none of our rules', (_, stack) => {
    expect(own(stack)).toEqual([]);
  });

  it.each(stacks)('%s passes AwsSolutions but for what is accepted', (name, stack) => {
    expect(differences(foundBy('AwsSolutions', stack), acceptedPublic.awsSolutionsInExample(name))).toEqual([]);
  });
});
