import { LASTING_TYPES } from '../../domain/lasting-types';
import { STACK_TAGS } from '../../domain/names';
import { listed } from '../../domain/text';
import { NONE, type Proposal } from './proposal';
import type { SeenStack } from './seen';

export interface StacksWanted {
  /** Home first. */
  readonly regions: readonly string[];
  /** Name of the plan: stacks are commonly called after the application. @default unknown */
  readonly name?: string | undefined;
  /** Names, or {@link NONE}, as flags say. @default whatever fits */
  readonly wanted?: readonly string[] | undefined;
}

const PATH = 'release.stacks';
/** Whatever makes stacks ready for something else than an application. */
const TOOLS = /^(CDKToolkit|aws-sam-cli-managed-.*|understudy-.*|StackSet-.*|serverlessrepo-.*)$/;
/** A stack that stands as it was last deployed. */
const COMPLETE = /^(CREATE|UPDATE|IMPORT|UPDATE_ROLLBACK)_COMPLETE$/;

/** Stacks of a team's own applications: no nested ones, no tools, none that a takeover has made. */
const ownStacks = (stacks: readonly SeenStack[]): SeenStack[] =>
  stacks.filter(({ name, root, tags }) => root === undefined && !TOOLS.test(name) && !(STACK_TAGS.plan in tags));

/** A stack's name as a plan writes it for every Region; the same for stacks that belong together. */
const patternOf = ({ name, region }: Pick<SeenStack, 'name' | 'region'>): string => name.replaceAll(region, '{region}');

/** Patterns of stacks that stand in every Region. @param stacks own ones */
const everywhere = (stacks: readonly SeenStack[], regions: readonly string[]): string[] => {
  const standing = new Set(stacks.map((stack) => `${stack.region} ${patternOf(stack)}`));
  const patterns = new Set(stacks.map(patternOf));
  return [...patterns].filter((pattern) => regions.every((region) => standing.has(`${region} ${pattern}`))).sort();
};

/**
 * Stacks of the home Region that a release may hold. Those that are called after the application, where there are any:
 * what they hold is read one by one.
 */
export function releaseCandidates(
  stacks: readonly SeenStack[],
  { regions, name, wanted }: StacksWanted,
): { readonly asked: readonly SeenStack[]; readonly others: readonly string[] } {
  const own = ownStacks(stacks);
  const shared = everywhere(own, regions);
  const atHome = own
    .filter((stack) => stack.region === regions[0] && !shared.includes(patternOf(stack)))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (wanted) {
    const named = stacks.filter((stack) => stack.region === regions[0] && wanted.includes(stack.name));
    return { asked: [...named].sort((a, b) => wanted.indexOf(a.name) - wanted.indexOf(b.name)), others: [] };
  }
  const after = atHome.filter((stack) => isCalledAfter(stack.name, name));
  const asked = after.length > 0 ? after : atHome;
  return { asked, others: atHome.filter((stack) => !asked.includes(stack)).map((stack) => stack.name) };
}

/** `orders-web` and `OrdersWeb` are, `reorders` is not. */
const isCalledAfter = (stack: string, name: string | undefined): boolean => {
  if (name === undefined) return false;
  const plain = (text: string) => text.toLowerCase().replaceAll('-', '');
  return plain(stack).startsWith(plain(name));
};

/** Resource types by stack ARN, nested ones with those that hold them; a stack that could not be read has none. */
export type ResourceTypes = ReadonlyMap<string, readonly string[]>;

/** The stacks that a takeover may create anew: complete, and without data. */
export function proposeStacks(
  stacks: readonly SeenStack[],
  types: ResourceTypes,
  asked: StacksWanted,
): Proposal<readonly string[]> {
  const { regions, name, wanted } = asked;
  if (wanted?.join() === NONE) return { path: PATH, chosen: [], notes: ['release.stacks: none, as --stacks says'] };
  const { asked: candidates, others } = releaseCandidates(stacks, asked);
  const unfit = candidates.flatMap((stack) => unfitBecause(stack, types.get(stack.arn)) ?? []);
  const fitting = candidates.filter((stack) => unfitBecause(stack, types.get(stack.arn)) === undefined);
  const names = fitting.map((stack) => stack.name);
  const leftOut = unfit.map((because) => `left out: ${because}`);
  if (wanted) return proposeWanted({ wanted, names, unfit, home: regions[0] ?? '', candidates });
  if (names.length > 0 && fitting.every((stack) => isCalledAfter(stack.name, name))) {
    const from = `release.stacks: ${stand(names)} in ${regions[0]} alone, called after ${name}`;
    return { path: PATH, chosen: names, notes: [from, ...leftOut, ...elsewhere(others)] };
  }
  return {
    path: PATH,
    open:
      names.length === 0
        ? `no stack in ${regions[0]} alone can be made anew by a takeover; give --stacks with the names that a ` +
          `release will hold, or --stacks ${NONE}`
        : `${names.length} stacks in ${regions[0]} may belong to a release: ${listed(names)}; give --stacks with ` +
          'those of this application, a comma between them',
    choices: fitting.map((stack) => ({ label: stack.name, value: [stack.name] })),
    notes: leftOut,
  };
}

interface WantedStacks {
  readonly wanted: readonly string[];
  readonly names: readonly string[];
  readonly unfit: readonly string[];
  readonly home: string;
  readonly candidates: readonly SeenStack[];
}

/** A stack that is not there yet may well be part of a release: its name is a person's to give. */
function proposeWanted({ wanted, names, unfit, home, candidates }: WantedStacks): Proposal<readonly string[]> {
  if (unfit.length > 0) return { path: PATH, open: unfit.join('; '), notes: [] };
  const missing = wanted.filter((name) => !candidates.some((stack) => stack.name === name));
  return {
    path: PATH,
    chosen: wanted,
    notes: [
      ...(names.length > 0 ? [`release.stacks: ${stand(names)} in ${home}`] : []),
      ...missing.map((name) => `release.stacks: ${name} is not in ${home}; it is taken as it was given`),
    ],
  };
}

const stand = (names: readonly string[]): string => `${listed(names)} ${names.length > 1 ? 'stand' : 'stands'}`;

const elsewhere = (others: readonly string[]): string[] =>
  others.length > 0 ? [`left out: ${listed(others)}, called otherwise; --stacks names what a release holds`] : [];

/** A stack that could not be read may hold anything. */
function unfitBecause({ name, status }: SeenStack, types: readonly string[] | undefined): string | undefined {
  if (!COMPLETE.test(status)) return `stack ${name} is ${status}; it must be complete`;
  if (types === undefined) return `what stack ${name} holds could not be read`;
  const lasting = [...new Set(types.filter((type) => LASTING_TYPES.has(type)))];
  return lasting.length > 0
    ? `stack ${name} holds data (${listed(lasting)}); a takeover creates stacks anew, and would create it empty`
    : undefined;
}

export interface PilotLightWanted {
  readonly regions: readonly string[];
  readonly name?: string | undefined;
  /** Its name, or {@link NONE}. @default whatever fits */
  readonly wanted?: string | undefined;
}

const PILOT_LIGHT = 'release.pilotLight';

/** The stack that stands in every Region already, whose outputs fill the release's parameters. Empty: there is none. */
export function proposePilotLight(
  stacks: readonly SeenStack[],
  { regions, name, wanted }: PilotLightWanted,
): Proposal<string> {
  if (wanted === NONE) return { path: PILOT_LIGHT, chosen: '', notes: [] };
  const patterns = everywhere(ownStacks(stacks), regions);
  if (wanted !== undefined) {
    const note = patterns.includes(wanted) ? [] : [`release.pilotLight: ${wanted} does not stand in every Region yet`];
    return { path: PILOT_LIGHT, chosen: wanted, notes: note };
  }
  const after = patterns.filter((pattern) => isCalledAfter(pattern, name));
  const [only, ...more] = after.length > 0 ? after : patterns;
  if (only === undefined) {
    const says = 'release.pilotLight: none: no stack stands in every Region; parameters of the release need values';
    return { path: PILOT_LIGHT, chosen: '', notes: [says] };
  }
  if (more.length === 0) {
    const says = `release.pilotLight: ${only} stands in ${listed(regions)}; its outputs fill the release's parameters`;
    return { path: PILOT_LIGHT, chosen: only, notes: [says] };
  }
  return {
    path: PILOT_LIGHT,
    open:
      `${more.length + 1} stacks stand in every Region: ${listed([only, ...more])}; give --pilot-light with the one ` +
      `whose outputs fill the release's parameters, or --pilot-light ${NONE}`,
    choices: [
      ...[only, ...more].map((pattern) => ({ label: pattern, value: pattern })),
      { label: 'none of them', value: '' },
    ],
    notes: [],
  };
}
