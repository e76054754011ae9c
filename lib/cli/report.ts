import { existsSync, writeFileSync } from 'node:fs';
import { headlineOf } from '../report/run-report/headline';
import { runReportHtml } from '../report/run-report/page';
import { openSession } from './aws/signed-session';
import { JSON_FLAG, RUN_EXAMPLE, WORLD_FLAG } from './flags';
import { planInUse, worldOf } from './plan-in-use';
import { printJson, printLines } from './print';
import { reportFromAws } from './report/from-aws';
import { regionOfRun } from './run-word';
import { defineCommand, UsageError } from './usage';

/** `understudy report <run>` */
export const report = defineCommand({
  name: 'report',
  group: 'Prove',
  purpose: 'Writes a run down as one HTML file that needs nothing else: to read, to print, to hand on.',
  words: [{ shown: '<run>', help: 'the ARN of the run' }],
  flags: {
    out: { value: '<file>', help: 'where it goes; a file that is there is kept', default: "the run's name, .html" },
    json: JSON_FLAG,
    world: WORLD_FLAG,
  },
  examples: [`understudy report ${RUN_EXAMPLE}`, `understudy report ${RUN_EXAMPLE} --out takeover.html --json`],
  exitCodes: { 0: 'it is written', 1: 'no such run is known, or its evidence is not what was written' },
  async run({ values, words: [run = ''] }) {
    const plan = planInUse();
    const region = regionOfRun(plan, run, 'report');
    const file = values.out === DEFAULT ? `${run.split(':').at(-1)}.html` : values.out;
    if (existsSync(file)) throw new UsageError(`--out ${file}: the file is there already; name another one`);
    const { data, problems } = await reportFromAws(openSession(worldOf(values.world)), { plan, region, run });
    if (data) writeFileSync(file, runReportHtml(data));
    const told = data && { headline: headlineOf(data), file };
    if (values.json) printJson({ run, ...told, problems }, 2);
    else printLines([...(told ? [`${told.headline}.`, `report: ${told.file}`] : []), ...problems]);
    return data && problems.length === 0 ? 0 : 1;
  },
});

/** What stands for a name that nobody gave. */
const DEFAULT = "the run's name, .html";
