import {
  type CollectionTag,
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  Scalar,
  type ScalarTag,
  type Tags,
  visit,
  YAMLMap,
} from 'yaml';
import { oneLine } from '../domain/text';
import { lossOf, survives, TOO_DEEP } from './template-limits';

/**
 * Intrinsics with a short form. Most are written `Fn::Name` in full.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
const FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'GetStackOutput',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
];
const INTRINSICS: readonly (readonly [tag: string, name: string])[] = [
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...FUNCTIONS.map((name) => [`!${name}`, `Fn::${name}`] as const),
];

/**
 * Types of YAML 1.1 that CloudFormation does not know: what looks like a date is text.
 *
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
 */
const UNKNOWN_TYPES = ['binary', 'omap', 'pairs', 'set', 'timestamp'];
const isKnown = (tag: Tags[number]) =>
  !UNKNOWN_TYPES.includes(typeof tag === 'string' ? tag : tag.tag.replace('tag:yaml.org,2002:', ''));

/** An account id that begins with 0 is no number, unless it could be an octal one: as CloudFormation reads it. */
const NO_OCTAL: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  test: /^0[0-9_]*[89][0-9_]*$/,
  resolve: (text) => text,
};

/** Above this many, aliases are there to exhaust whoever spells them out. */
const ALIASES_MAX = 100;

/** A template written in YAML, its short forms spelt out, or what is wrong with it. */
export function parseYaml(text: string): { readonly value: unknown } | { readonly problems: readonly string[] } {
  if (isTooDeep(text)) return { problems: [TOO_DEEP] };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'yaml-1.1',
    customTags: (tags) => [NO_OCTAL, ...tags.filter(isKnown), ...INTRINSICS.flatMap(shortForms)],
    // The parser compares each key with each other one: see keysTwice.
    uniqueKeys: false,
    lineCounter: lines,
    // It would draw each mistake within its line, and a line may be long.
    prettyErrors: false,
  });
  // One mistake brings others with it. An unknown tag is a warning to the parser; the template would lose it.
  const faults = document.errors.length > 0 ? document.errors.slice(0, 1) : document.warnings;
  if (faults.length > 0)
    return { problems: faults.map(({ message, pos: [at] }) => sentence(`${message} ${placeOf(at, lines)}`)) };
  try {
    const problems = [...keysTwice(document, lines), ...numbersIn(document)];
    return problems.length > 0
      ? { problems: problems.map((one) => oneLine(one)) }
      : { value: document.toJS({ maxAliasCount: ALIASES_MAX }) };
  } catch (error) {
    return { problems: [sentence((error as Error).message)] };
  }
}

/** Far more than {@link LEVELS_MAX}: brackets in a text or in code count here as well. */
const OPEN_BRACKETS_MAX = 1000;

/** Whether the parser would take minutes over it: the time it needs grows with the square of the levels. */
function isTooDeep(text: string): boolean {
  if (/(?:[-?][ \t\n]+){1000}/.test(text)) return true;
  let open = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = '[{'.includes(bracket) ? open + 1 : Math.max(0, open - 1);
    if (open > OPEN_BRACKETS_MAX) return true;
  }
  return false;
}

/** The parser calls itself for every level of a template, and says so when it has had enough. */
function sentence(message: string): string {
  if (message.includes('call stack')) return TOO_DEEP;
  return oneLine(`${message.charAt(0).toLowerCase()}${message.slice(1)}`);
}

function placeOf(offset: number, lines: LineCounter): string {
  const { line, col } = lines.linePos(offset);
  return `at line ${line}, column ${col}`;
}

/** Keys that stand twice in one map; a number and a text may be the same key. */
function keysTwice(document: Document<ParsedNode>, lines: LineCounter): string[] {
  const problems: string[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) problems.push(`map keys must be unique ${placeOf(key.range?.[0] ?? 0, lines)}`);
        seen.add(name);
      }
    },
  });
  return problems;
}

/** Numbers that are not read as they are written: YAML has octal ones, and ones of base 60. */
function numbersIn(document: Document<ParsedNode>): string[] {
  const problems: string[] = [];
  visit(document, {
    Scalar: (_, scalar, around) => {
      const { value, source: written = '' } = scalar;
      if (typeof value !== 'number' || survives({ written, value })) return;
      problems.push(lossOf(pathOf([...around, scalar]), { written, value }));
    },
  });
  return problems;
}

/** Keys and indexes on the way to the last of some nodes, each of which holds the next. */
const pathOf = (nodes: readonly unknown[]): string =>
  nodes
    .flatMap((node, index) => {
      if (isSeq(node)) return [node.items.indexOf(nodes[index + 1])];
      if (!isPair(node)) return [];
      return [isScalar(node.key) ? (node.key.source ?? node.key.value) : '?'];
    })
    .join('.');

/** One intrinsic's short form before text, a list and a map. */
function shortForms([tag, name]: readonly [tag: string, name: string]): (ScalarTag | CollectionTag)[] {
  const collection = (kind: 'map' | 'seq'): CollectionTag => ({
    tag,
    collection: kind,
    resolve: (value) => {
      if (!isMap(value) && !isSeq(value)) return value;
      const spelt = new YAMLMap();
      spelt.set(new Scalar(name), value);
      return spelt;
    },
  });
  return [
    { tag, resolve: (value: string) => ({ [name]: name === 'Fn::GetAtt' ? attribute(value) : value }) },
    collection('map'),
    collection('seq'),
  ];
}

/** `Resource.Attribute.Member`: the resource's name holds no dot, its attribute's may. */
function attribute(text: string): string[] {
  const [resource = '', ...rest] = text.split('.');
  return [resource, rest.join('.')];
}
