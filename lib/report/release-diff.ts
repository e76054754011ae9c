import {
  isSame,
  lossesIn,
  type PropertyDiff,
  type ReleaseDiff,
  type ResourceDiff,
  type StackDiff,
} from '../domain/release';
import { printable } from '../domain/text';
import { unmarked } from './run-report/html';

/** Marks of the impacts, most telling first in a column of their own. */
const MARKS: Readonly<Record<ResourceDiff['impact'], string>> = {
  created: '+',
  updated: '~',
  'may be replaced': '!',
  replaced: '!',
  deleted: '-',
  'left behind': '-',
};

/**
 * A difference of releases for a terminal, each line of it harmless.
 *
 * @param detailed with the lines of every template @default true
 */
export function releaseDiffText(diff: ReleaseDiff, { detailed = true } = {}): string {
  return [
    `from ${sideOf(diff.from)}`,
    `to   ${sideOf(diff.to)}`,
    '',
    ...diff.stacks.flatMap((stack) => stackLines(stack, detailed)),
    conclusionOf(diff),
  ]
    .map(printable)
    .join('\n');
}

const sideOf = ({ release, source }: ReleaseDiff['from']): string => `${release} (${source})`;

function stackLines(stack: StackDiff, detailed: boolean): string[] {
  return [
    `${stack.stack}: ${stack.change}`,
    ...stack.settings.map((setting) => `  ${setting}`),
    ...stack.resources.map((resource) => `  ${MARKS[resource.impact]} ${resourceLine(resource)}`),
    ...(detailed && stack.text !== '' ? ['', ...stack.text.split('\n').map((line) => `    ${line}`.trimEnd())] : []),
    ...(stack.change === 'same' ? [] : ['']),
  ];
}

function resourceLine(resource: ResourceDiff): string {
  const { logicalId, type, properties } = resource;
  const impact = resource.impact === 'left behind' ? 'kept (Retain)' : resource.impact;
  const what = properties.length > 0 ? `: ${properties.map(propertyOf).join(', ')}` : '';
  return `${logicalId} ${type} ${impact}${what}${isLost(resource) ? ` ${LOSS}` : ''}`;
}

const LOSS = '*** IT KEEPS DATA ***';
const isLost = (resource: ResourceDiff): boolean => lossesIn({ resources: [resource] }).length > 0;

const propertyOf = ({ name, asset }: PropertyDiff): string =>
  asset ? `${name} (asset changed ${asset.from} → ${asset.to})` : name;

/** How much differs, and what would be lost: the last line. */
function conclusionOf(diff: ReleaseDiff): string {
  if (isSame(diff)) return 'nothing differs';
  const different = diff.stacks.filter(({ change }) => change !== 'same').length;
  const losses = diff.stacks.flatMap(lossesIn).length;
  const lost =
    losses > 0 ? `; ${counted(losses, 'resource')} that ${losses === 1 ? 'keeps' : 'keep'} data would be lost` : '';
  return `${different} of ${counted(diff.stacks.length, 'stack')} ${different === 1 ? 'differs' : 'differ'}${lost}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/**
 * The same as a fragment of HTML, for the report of a run. All of it is text that was escaped: templates are other
 * people's.
 */
export function releaseDiffHtml(diff: ReleaseDiff): string {
  return [
    '<section class="release-diff">',
    `<p>From ${unmarked(sideOf(diff.from))} to ${unmarked(sideOf(diff.to))}: ${unmarked(conclusionOf(diff))}.</p>`,
    ...diff.stacks.filter(({ change }) => change !== 'same').map(stackHtml),
    '</section>',
  ].join('\n');
}

/** The same as one HTML file that loads nothing and runs nothing. */
export const releaseDiffPage = (diff: ReleaseDiff): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width">',
    `<title>${unmarked(diff.from.release)} → ${unmarked(diff.to.release)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    `<h1>${unmarked(diff.from.release)} → ${unmarked(diff.to.release)}</h1>`,
    releaseDiffHtml(diff),
    '</html>',
    '',
  ].join('\n');

const PAGE_STYLE = [
  'body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }',
  'pre { overflow-x: auto; background: color-mix(in srgb, currentColor 8%, transparent); padding: 1rem }',
  '.loss { color: #b00020 }',
  ':root { color-scheme: light dark }',
].join('\n');

const stackHtml = ({ stack, change, settings, resources, text }: StackDiff): string =>
  [
    `<h4>${unmarked(stack)}: ${change}</h4>`,
    ...(settings.length + resources.length > 0
      ? ['<ul>', ...settings.map((setting) => `<li>${unmarked(setting)}</li>`), ...resources.map(resourceHtml), '</ul>']
      : []),
    ...(text === '' ? [] : [`<details><summary>Template</summary><pre>${unmarked(text)}</pre></details>`]),
  ].join('\n');

const resourceHtml = (resource: ResourceDiff): string => {
  const line = unmarked(resourceLine(resource));
  return isLost(resource) ? `<li class="loss"><strong>${line}</strong></li>` : `<li>${line}</li>`;
};
