import {
  type CollectionTag,
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  parseDocument,
  Scalar,
  type ScalarTag,
  type Tags,
  visit,
  YAMLMap,
} from 'yaml';
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
  const document = parseDocument(text, {
    schema: 'yaml-1.1',
    customTags: (tags) => [NO_OCTAL, ...tags.filter(isKnown), ...INTRINSICS.flatMap(shortForms)],
    // A number and a text may be the same key.
    uniqueKeys: (a, b) => a === b || (isScalar(a) && isScalar(b) && String(a.value) === String(b.value)),
  });
  // One mistake brings others with it. An unknown tag is a warning to the parser; the template would lose it.
  const faults = document.errors.length > 0 ? document.errors.slice(0, 1) : document.warnings;
  if (faults.length > 0) return { problems: faults.map(({ message }) => sentence(message)) };
  try {
    const problems = numbersIn(document);
    return problems.length > 0 ? { problems } : { value: document.toJS({ maxAliasCount: ALIASES_MAX }) };
  } catch (error) {
    return { problems: [sentence((error as Error).message)] };
  }
}

/** The parser calls itself for every level of a template, and says so when it has had enough. */
function sentence(message: string): string {
  if (message.includes('call stack')) return TOO_DEEP;
  const [line = ''] = message.split('\n');
  // What follows the colon is a picture of the place, of several lines.
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}`.replace(/:$/, '');
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
