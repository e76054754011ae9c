import { type FlagPlace, listOf, type Place } from './places';

/** A script for bash: a function that finds out which command the line is about, and offers what may follow it. */
export const bashScript = (places: readonly Place[]): string => `# Completion of understudy for bash. In ~/.bashrc:
#   alias understudy='npx understudy'
#   source <(npx understudy completion bash)
${functionFor(places)}
complete -F _understudy understudy
`;

/** A script for zsh, which runs functions for bash. */
export const zshScript = (places: readonly Place[]): string => `# Completion of understudy for zsh. In ~/.zshrc:
#   alias understudy='npx understudy'
#   source <(npx understudy completion zsh)
autoload -U +X compinit && compinit
autoload -U +X bashcompinit && bashcompinit
${functionFor(places)}
complete -F _understudy understudy
`;

const functionFor = (places: readonly Place[]): string => `_understudy() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" at="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in
${lines(placesBelow(places), (paths) => `      ${paths}) at="\${at:+$at }$word" ;;`)}
    esac
  done
  COMPREPLY=()
  case "$at $before" in
${places.flatMap(valueLines).join('\n')}
  esac
  case "$at" in
${places.map(wordLine).join('\n')}
  esac
}`;

const placesBelow = (places: readonly Place[]): string[] =>
  places.map(({ path }) => path).filter((path) => path !== '');

/** Words of one path as the loop meets them: what it is at, and the next one. */
const lines = (paths: readonly string[], line: (pattern: string) => string): string =>
  line(paths.map((path) => quoted(path.includes(' ') ? path : ` ${path}`)).join('|'));

/** What follows a flag that takes a value: nothing is offered where nobody can know. */
const valueLines = ({ path, flags }: Place): string[] =>
  flags.flatMap((flag) =>
    flag.value === undefined ? [] : [`    ${quoted(`${path} --${flag.name}`)}) ${offer(flag)} ;;`],
  );

function offer({ value }: FlagPlace): string {
  if (value === 'files') return 'COMPREPLY=($(compgen -f -- "$current")); return';
  const words = listOf(value);
  return words.length > 0 ? `COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$current")); return` : 'return';
}

function wordLine({ path, words, files, flags }: Place): string {
  const all = [...words.map(({ word }) => word), ...flags.map(({ name }) => `--${name}`)].join(' ');
  const found = files ? ' $(compgen -f -- "$current")' : '';
  return `    ${quoted(path)}) COMPREPLY=($(compgen -W ${quoted(all)} -- "$current")${found}) ;;`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
