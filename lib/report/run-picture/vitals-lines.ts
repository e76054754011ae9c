import type { Glyphs } from './glyphs';
import { cellsIn, type Line, span } from './spans';
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
    ...databases.map((name) => databaseLine(name, now.members ?? [], { glyphs, cellsMax })),
    ...(now.answer ? [answerLine(now.answer, cellsMax)] : []),
    ...(now.clients ? [clientsLine(now.clients, course, { glyphs, cellsMax })] : []),
  ];
}

const labelled = (label: string, rest: Line): Line => [span(` ${label.padEnd(LABEL_CELLS)}`, 'dim'), ...rest];

/** The first that fits, the fullest being the first; a number that is cut off in the middle would be another one. */
const fitting = (lines: readonly Line[], cellsMax: number): Line =>
  lines.find((line) => cellsIn(line) <= cellsMax) ?? wholeSpans(lines.at(-1) ?? [], cellsMax);

/** As many spans from the beginning as fit whole. */
function wholeSpans(line: Line, cellsMax: number): Line {
  const end = line.findIndex((_, at) => cellsIn(line.slice(0, at + 1)) > cellsMax);
  return end < 0 ? line : line.slice(0, end);
}

function databaseLine(name: string, members: readonly MemberVitals[], options: VitalsLinesOptions): Line {
  const { glyphs, cellsMax } = options;
  const own = members.filter(({ database }) => database === name);
  const line = (said: (member: MemberVitals) => string, between: string) =>
    labelled('database', [
      span(`${name}  `),
      ...own.map((member, at) => span(`${at === 0 ? '' : between}${said(member)}`, STYLE_OF_ROLE[member.role])),
    ]);
  const dotted = ` ${glyphs.dot} `;
  return fitting([line(memberFully, dotted), line(memberBriefly, dotted), line(memberBriefly, ' ')], cellsMax);
}

const STYLE_OF_ROLE = { writer: 'green', reader: undefined, down: 'red' } as const;

function memberFully({ region, role, lagSeconds }: MemberVitals): string {
  if (role !== 'reader') return `${region} ${role}`;
  return `${region} reader, ${lagSeconds === undefined ? 'lag not known' : `${lagSeconds.toFixed(1)} s behind`}`;
}

const memberBriefly = ({ region, role, lagSeconds }: MemberVitals): string =>
  `${region} ${role === 'reader' && lagSeconds !== undefined ? `${lagSeconds.toFixed(1)} s` : role}`;

function answerLine({ name, address, region }: AnswerVitals, cellsMax: number): Line {
  const dns = (...rest: Line) => labelled('DNS', rest);
  if (address === undefined) {
    return fitting([dns(span(`${name} `), span('has no answer', 'red')), dns(span('no answer', 'red'))], cellsMax);
  }
  const whom = span(region ?? address, 'bold');
  const named = dns(span(`${name} is `), whom);
  return fitting([...(region ? [[...named, span(` (${address})`, 'dim')]] : []), named, dns(whom)], cellsMax);
}

function clientsLine(clients: ClientVitals, course: readonly Vitals[], options: VitalsLinesOptions): Line {
  const percent = successPercent(clients);
  if (percent === undefined) return labelled('clients', [span('no order was placed')]);
  const { okPerSecond, failedPerSecond, region } = clients;
  const by = region === undefined ? '' : ` by ${region}`;
  const [ok, failed] = [okPerSecond.toFixed(1), failedPerSecond.toFixed(1)];
  const style = percent >= 99 ? 'green' : percent >= 50 ? 'yellow' : 'red';
  const saying = (rates: string) =>
    labelled('clients', [span(`${percent.toFixed(0)} %`.padStart(5), style), span(rates)]);
  const fitted = fitting(
    [
      saying(`  ${ok} orders/s acknowledged${by}, ${failed} failed`),
      saying(`  ${ok} orders/s acknowledged, ${failed} failed`),
      saying(`  ${ok}/s, ${failed} failed`),
    ],
    options.cellsMax,
  );
  const line = [...fitted, span('  ')];
  const rounds = Math.min(COURSE_ROUNDS, options.cellsMax - cellsIn(line));
  return rounds > 0 ? [...line, span(levelsOf(course.slice(-rounds), options.glyphs), style)] : line;
}

/** Success as it went, one character for each round; nothing where the terminal has no levels. */
const levelsOf = (course: readonly Vitals[], { levels }: Glyphs): string =>
  course
    .map(({ clients }) => clients && successPercent(clients))
    .map((percent) => (percent === undefined ? ' ' : (levels[Math.round((percent / 100) * (levels.length - 1))] ?? '')))
    .join('');
