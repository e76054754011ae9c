import { bashScript, zshScript } from './completion/bash';
import { fishScript } from './completion/fish';
import { placesOf } from './completion/places';
import { JSON_FLAG } from './flags';
import { planInUse } from './plan-in-use';
import { printJson } from './print';
import { defineCommand } from './usage';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `understudy completion bash|zsh|fish` */
export const completion = defineCommand({
  name: 'completion',
  group: 'This tool',
  purpose: 'Prints a script that lets a shell complete commands, flags, verbs, scenarios and the Regions of the plan.',
  words: [{ shown: '<shell>', help: 'bash, zsh or fish', choices: SHELLS }],
  flags: { json: JSON_FLAG },
  examples: ['understudy completion bash   # in ~/.bashrc: source <(npx understudy completion bash)'],
  exitCodes: { 0: 'printed', 1: 'it could not be' },
  async run({ values, words: [shell] }) {
    const { COMMANDS } = await import('./commands');
    const { scenarioNames } = await import('../rehearsal/rehearse');
    const places = await placesOf(COMMANDS, { regions: regionsHere(), scenarios: scenarioNames() });
    const script = SCRIPTS[shell as (typeof SHELLS)[number]](places);
    if (values.json) printJson({ shell, script }, 2);
    // A script is made of lines, which printLines would make one of each.
    else console.log(script.trimEnd());
    return 0;
  },
});

/** Those of the plan in use; a folder without one completes everything else. */
function regionsHere(): readonly string[] {
  try {
    return planInUse().regions;
  } catch {
    return [];
  }
}
