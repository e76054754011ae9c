import type { Glyphs } from './glyphs';
import { cellsIn, type Line, type Span, span } from './spans';
import { type AnswerVitals, type ClientVitals, type MemberVitals, successPercent, type Vitals } from './vitals';

const LABEL_CELLS = 11;
/** So many rounds are drawn as a course, where there is room for them. */
export const COURSE_ROUNDS = 30;

export interface VitalsLinesOptions {
  readonly glyphs: Glyphs;
  readonly cellsMax: number;
}

/** How the world fares, a line for each part that can be seen. @param course oldest first; the last one is now */
export function vitalsLines(course: readonly Vitals[], { glyphs, cellsMax }: VitalsLinesOptions): Line[] {
  const now = course.at(-1);
  if (!now) return [];
  const databases = [...new Set((now.members ?? []).map(({ database }) => database))];
  return [
    ...databases.map((name) => databaseLine(name, now.members ?? [], glyphs)),
    ...(now.answer ? [answerLine(now.answer)] : []),
    ...(now.clients ? [clientsLine(now.clients, course, { glyphs, cellsMax })] : []),
  ];
}

const labelled = (label: string, rest: Line): Line => [span(` ${label.padEnd(LABEL_CELLS)}`, 'dim'), ...rest];

function databaseLine(name: string, members: readonly MemberVitals[], { dot }: Glyphs): Line {
  const own = members.filter(({ database }) => database === name);
  const parts = own.flatMap((member, at) => [span(at === 0 ? '' : ` ${dot} `, 'dim'), memberSpan(member)]);
  return labelled('database', [span(`${name}  `), ...parts]);
}

function memberSpan({ region, role, lagSeconds }: MemberVitals): Span {
  if (role === 'down') return span(`${region} down`, 'red');
  if (role === 'writer') return span(`${region} writer`, 'green');
  const lag = lagSeconds === undefined ? 'lag not known' : `${lagSeconds.toFixed(1)} s behind`;
  return span(`${region} reader, ${lag}`);
}

function answerLine({ name, address, region }: AnswerVitals): Line {
  if (address === undefined) return labelled('DNS', [span(`${name} `), span('has no answer', 'red')]);
  return labelled('DNS', [
    span(`${name} is `),
    span(region ?? address, 'bold'),
    span(region ? ` (${address})` : '', 'dim'),
  ]);
}

function clientsLine(clients: ClientVitals, course: readonly Vitals[], options: VitalsLinesOptions): Line {
  const percent = successPercent(clients);
  if (percent === undefined) return labelled('clients', [span('no order was placed')]);
  const { okPerSecond, failedPerSecond, region } = clients;
  const by = region === undefined ? '' : ` by ${region}`;
  const rates = `${okPerSecond.toFixed(1)} orders/s acknowledged${by}, ${failedPerSecond.toFixed(1)} failed`;
  const style = percent >= 99 ? 'green' : percent >= 50 ? 'yellow' : 'red';
  const line = labelled('clients', [span(`${percent.toFixed(0)} %`.padStart(5), style), span(`  ${rates}  `)]);
  const rounds = Math.min(COURSE_ROUNDS, options.cellsMax - cellsIn(line));
  return rounds > 0 ? [...line, span(levelsOf(course.slice(-rounds), options.glyphs), style)] : line;
}

/** Success as it went, one character for each round; nothing where the terminal has no levels. */
const levelsOf = (course: readonly Vitals[], { levels }: Glyphs): string =>
  course
    .map(({ clients }) => clients && successPercent(clients))
    .map((percent) => (percent === undefined ? ' ' : (levels[Math.round((percent / 100) * (levels.length - 1))] ?? '')))
    .join('');
