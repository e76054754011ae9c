import * as z from 'zod';

const Rule = z.looseObject({
  rulePriority: z.number(),
  description: z.string().optional(),
  selection: z.looseObject({
    tagStatus: z.string(),
    tagPrefixList: z.array(z.string()).default([]),
    tagPatternList: z.array(z.string()).default([]),
  }),
});
type Rule = z.infer<typeof Rule>;
const Policy = z.looseObject({ rules: z.array(Rule) });

/**
 * The rules of a lifecycle policy that may expire or archive an image some day, as words for a person: those whose
 * selection it fits, whatever they count. One that cannot be read counts as one that may.
 *
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 *
 * @param tags of the image
 */
export function rulesThatMayExpire(text: string, tags: readonly string[]): string[] {
  const rules = rulesIn(text);
  if (rules === undefined) return ['a lifecycle policy that cannot be read'];
  return rules.filter(({ selection }) => fits(selection, tags)).map(nameOf);
}

function rulesIn(text: string): readonly Rule[] | undefined {
  try {
    return Policy.parse(JSON.parse(text)).rules;
  } catch {
    return undefined;
  }
}

/** Several prefixes must all fit one image's tags, so one that fits is already too many to rely on. */
function fits({ tagStatus, tagPrefixList, tagPatternList }: Rule['selection'], tags: readonly string[]): boolean {
  if (tagStatus === 'untagged') return tags.length === 0;
  if (tagStatus !== 'tagged') return true;
  return tags.some(
    (tag) =>
      tagPrefixList.some((prefix) => tag.startsWith(prefix)) || tagPatternList.some((pattern) => isLike(pattern, tag)),
  );
}

/** `*` stands for any characters. */
const isLike = (pattern: string, tag: string): boolean => {
  const [first = '', ...parts] = pattern.split('*');
  const last = parts.pop();
  if (last === undefined) return tag === pattern;
  if (!tag.startsWith(first)) return false;
  let rest = tag.slice(first.length);
  for (const part of parts) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return rest.endsWith(last);
};

const nameOf = ({ rulePriority, description }: Rule): string =>
  `rule ${rulePriority}${description === undefined ? '' : ` ("${description}")`}`;
