import { stripVTControlCharacters, styleText } from 'node:util';

/** What is told while a rehearsal plays. */
export type Told =
  | { readonly kind: 'setting'; readonly text: string; readonly seconds?: number }
  | { readonly kind: 'moment'; readonly atSeconds: number | undefined; readonly step: string; readonly because: string }
  | {
      readonly kind: 'verdict';
      readonly lines: readonly (readonly [name: string, value: string])[];
      readonly good: boolean;
    };

export type Tell = (told: Told) => void;

export interface NarratorOptions {
  /** Tells nothing; for machine-readable output. */
  readonly silent: boolean;
  readonly color: boolean;
  write(line: string): void;
}

/** Writes a rehearsal down as it happens, one line a sentence. */
export function narrator({ silent, color, write }: NarratorOptions): Tell {
  const style = (format: Parameters<typeof styleText>[0], text: string) => (color ? styleText(format, text) : text);
  return (told) => {
    if (silent) return;
    if (told.kind === 'setting') write(style('dim', setting(told)));
    else if (told.kind === 'moment')
      write(`${clockOf(told.atSeconds)}  ${style(stepStyle(told.step), told.step.padEnd(18))} ${plain(told.because)}`);
    else for (const line of verdict(told)) write(style(told.good ? 'green' : 'red', line));
  };
}

const setting = ({ text, seconds }: { text: string; seconds?: number }) =>
  `${seconds === undefined ? '        ' : `${seconds.toFixed(1)} s`.padStart(8)}  ${text}`;

/** Sentences may quote what AWS or an operator wrote: no control sequence reaches the terminal. */
const plain = (text: string) => stripVTControlCharacters(text).replace(/\p{C}+/gu, ' ');

/** Seconds after the fault; nothing before it. */
const clockOf = (seconds: number | undefined) => (seconds === undefined ? '' : `${seconds.toFixed(1)} s`).padStart(8);

const stepStyle = (step: string) => (step === 'World' ? 'yellow' : 'cyan');

const verdict = ({ lines }: { lines: readonly (readonly [string, string])[] }) => [
  '',
  ...lines.map(([name, value]) => `  ${name.padEnd(20)} ${value}`),
];
