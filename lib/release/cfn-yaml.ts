import { type CollectionTag, isMap, isSeq, parseDocument, Scalar, type ScalarTag, type Tags, YAMLMap } from 'yaml';

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

/** A template written in YAML, its short forms spelt out, or what is wrong with it. */
export function parseYaml(text: string): { readonly value: unknown } | { readonly problems: readonly string[] } {
  const document = parseDocument(text, {
    schema: 'yaml-1.1',
    customTags: (tags) => [NO_OCTAL, ...tags.filter(isKnown), ...INTRINSICS.flatMap(shortForms)],
  });
  // An unknown tag is a warning to the parser; the template would lose it.
  const problems = [...document.errors, ...document.warnings].map(({ message }) => message.split('\n')[0] ?? '');
  if (problems.length > 0) return { problems };
  try {
    return { value: document.toJS() };
  } catch (error) {
    return { problems: [(error as Error).message] };
  }
}

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
