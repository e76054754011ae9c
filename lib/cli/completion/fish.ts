import { type FlagPlace, listOf, type Place } from './places';

/** A script for fish: one line for each thing that may be typed, and the place it may be typed in. */
export const fishScript = (places: readonly Place[]): string => `# Completion of understudy for fish. In config.fish:
#   alias understudy 'npx understudy'
#   npx understudy completion fish | source
set -g __understudy_paths ${places.flatMap(({ path }) => (path === '' ? [] : [quoted(path)])).join(' ')}
function __understudy_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    set -l longer (string trim -- "$at $word")
    contains -- "$longer" $__understudy_paths; and set at "$longer"
  end
  test "$at" = "$argv[1]"
end
complete -c understudy -f
${places.flatMap(linesOf).join('\n')}
`;

function linesOf({ path, words, files, flags }: Place): string[] {
  const here = `complete -c understudy -n ${quoted(`__understudy_at "${path}"`)}`;
  return [
    ...words.map(({ word, help }) => `${here} -a ${quoted(word)} -d ${quoted(help)}`),
    ...(files ? [`${here} -F`] : []),
    ...flags.map((flag) => `${here} -l ${flag.name}${typedAfter(flag)} -d ${quoted(flag.help)}`),
  ];
}

function typedAfter({ value }: FlagPlace): string {
  if (value === undefined) return '';
  if (value === 'files') return ' -r -F';
  const words = listOf(value);
  return words.length > 0 ? ` -x -a ${quoted(words.join(' '))}` : ' -x';
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
