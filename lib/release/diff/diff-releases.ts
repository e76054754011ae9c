import { canonicalJson } from '../../domain/canonical-json';
import type { ReleaseDiff, ReleaseStack, StackDiff } from '../../domain/release';
import { listed } from '../../domain/text';
import type { ComparableRelease, ComparableStack, StackSettings } from './comparable-release';
import { differenceOf, resourcesOf } from './diff-templates';

/** What a takeover would deploy otherwise with `to` than with `from`. Pure. */
export function diffReleases(from: ComparableRelease, to: ComparableRelease): ReleaseDiff {
  const gone = from.stacks.filter(({ name }) => !to.stacks.some((stack) => stack.name === name));
  return {
    from: { release: from.release, source: from.source },
    to: { release: to.release, source: to.source },
    stacks: [
      ...to.stacks.map((stack) => {
        const older = from.stacks.find(({ name }) => name === stack.name);
        return older ? compared(older, stack) : oneSided('added', stack);
      }),
      ...gone.map((stack) => oneSided('removed', stack)),
    ],
  };
}

const oneSided = (change: 'added' | 'removed', { name, template }: ComparableStack): StackDiff => ({
  stack: name,
  change,
  resources: resourcesOf(template, change),
  settings: [],
  text: '',
});

function compared(from: ComparableStack, to: ComparableStack): StackDiff {
  const settings = settingsDiff(from.settings, to.settings);
  const isAlike = canonicalJson(from.template) === canonicalJson(to.template);
  const templates = isAlike ? { resources: [], text: '' } : differenceOf(from.template, to.template);
  return { stack: to.name, change: isAlike && settings.length === 0 ? 'same' : 'changed', settings, ...templates };
}

/** A sentence for each setting that differs. */
function settingsDiff(from: StackSettings, to: StackSettings): string[] {
  return [
    ...listDiff('depends on', { from: from.dependsOn, to: to.dependsOn }),
    ...listDiff('needs the capability', { from: from.capabilities, to: to.capabilities }),
    ...(from.parameters && to.parameters ? parametersDiff(from.parameters, to.parameters) : []),
  ];
}

function listDiff(what: string, { from, to }: { from: readonly string[]; to: readonly string[] }): string[] {
  const [before, after] = [from, to].map((words) => listed([...words].sort()) || 'nothing');
  return before === after ? [] : [`${what} ${after}; it was ${before}`];
}

/** The value of `Release` is the release's own id, which always differs. */
const OWN_ID = 'Release';

function parametersDiff(from: ReleaseStack['parameters'], to: ReleaseStack['parameters']): string[] {
  return (['live', 'drill'] as const).flatMap((lane) => {
    const names = [...new Set([...Object.keys(from[lane]), ...Object.keys(to[lane])])].sort();
    return names
      .filter((name) => name !== OWN_ID && canonicalJson(from[lane][name]) !== canonicalJson(to[lane][name]))
      .map((name) => `parameter ${name} (${lane}): ${shown(from[lane][name])} → ${shown(to[lane][name])}`);
  });
}

const shown = (value: ReleaseStack['parameters']['live'][string] | undefined): string => {
  if (value === undefined) return 'its default';
  return typeof value === 'string' ? JSON.stringify(value) : `output ${value.output} of ${value.stack}`;
};
