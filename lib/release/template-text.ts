/** Text in a template, whether it is written as a string, a `Fn::Sub` or a `Fn::Join`. */
import { isJson } from '../domain/json';

/** Brackets around the number of an intrinsic; Unicode keeps both for private use, so no template holds them. */
const [OPEN, CLOSE] = ['\uE000', '\uE001'];
const MARK = /\uE000(\d+)\uE001/;

/** One intrinsic inside a text, such as `${AWS::Region}`; as a source for regular expressions. */
export const INTRINSIC = `${OPEN}\\d+${CLOSE}`;

/** An object with one key, as every intrinsic is. */
const onlyEntryOf = (value: unknown): readonly [string, unknown] | undefined => {
  const entries = isJson(value) ? Object.entries(value) : [];
  return entries.length === 1 ? entries[0] : undefined;
};

const pseudo = (value: unknown): string | undefined => {
  const [name, argument] = onlyEntryOf(value) ?? [];
  return name === 'Ref' && typeof argument === 'string' && argument.startsWith('AWS::') ? `\${${argument}}` : undefined;
};

/**
 * Spells text so that it can be searched: the same text is spelt the same however it is put together, and each
 * intrinsic within it is one mark that stands for it.
 */
export class Spelling {
  readonly #intrinsics: unknown[] = [];
  readonly #marks = new Map<string, string>();

  /** The text of a string, `Fn::Sub` or `Fn::Join`; of any other intrinsic its mark. @default nothing: it is no text */
  of(value: unknown): string | undefined {
    if (typeof value === 'string') return value;
    const [name, argument] = onlyEntryOf(value) ?? [];
    if (name === 'Fn::Sub') return this.#substituted(argument) ?? this.#mark(value);
    if (name === 'Fn::Join') return this.#joined(argument) ?? this.#mark(value);
    return name === 'Ref' || name?.startsWith('Fn::') ? this.#mark(value) : undefined;
  }

  /** Text with `${AWS::…}` for pseudo parameters, as an asset's place is written. */
  ofPlace(text: string): string {
    return this.of({ 'Fn::Sub': text }) ?? text;
  }

  /** Back into a template: a string where nothing is left to resolve, or else a `Fn::Join`. */
  written(text: string): unknown {
    const parts = text.split(MARK).map((part, index) => (index % 2 === 0 ? part : this.#valueOf(part)));
    const filled = parts.filter((part) => part !== '');
    if (filled.length === 0) return '';
    return filled.length === 1 ? filled[0] : { 'Fn::Join': ['', filled] };
  }

  /** Text with `${AWS::…}` for pseudo parameters. @default it holds other intrinsics */
  plain(text: string): string | undefined {
    const parts = text.split(MARK).map((part, index) => (index % 2 === 0 ? part : pseudo(this.#valueOf(part))));
    return parts.every((part) => part !== undefined) ? parts.join('') : undefined;
  }

  #mark(value: unknown): string {
    const json = JSON.stringify(value);
    const known = this.#marks.get(json);
    if (known) return known;
    const mark = `${OPEN}${this.#intrinsics.push(value) - 1}${CLOSE}`;
    this.#marks.set(json, mark);
    return mark;
  }

  #valueOf(index: string): unknown {
    return this.#intrinsics[Number(index)];
  }

  #joined(argument: unknown): string | undefined {
    const [separator, parts] = Array.isArray(argument) ? argument : [];
    if (typeof separator !== 'string' || !Array.isArray(parts)) return undefined;
    const texts = parts.map((part) => this.of(part));
    return texts.every((text) => text !== undefined) ? texts.join(separator) : undefined;
  }

  #substituted(argument: unknown): string | undefined {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof text !== 'string') return undefined;
    const known = isJson(variables) ? variables : {};
    return text.replace(/\$\{([^}]*)\}/g, (_, written: string) => {
      const name = written.trim();
      if (name.startsWith('!')) return `\${${name.slice(1)}}`;
      if (Object.hasOwn(known, name)) return this.of(known[name]) ?? this.#mark(known[name]);
      const [resource, ...attribute] = name.split('.');
      return this.#mark(
        attribute.length === 0 ? { Ref: name } : { 'Fn::GetAtt': [resource ?? '', attribute.join('.')] },
      );
    });
  }
}
