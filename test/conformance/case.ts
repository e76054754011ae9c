import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A call of an AWS operation, or of a look of the table of moves: then the service is `world`. */
const call = z.strictObject({
  /** As in the signature: rds, route53, cloudformation, monitoring, s3, sns, dynamodb, states; or `world`. */
  service: z.string(),
  /** The Region the call is signed for. @default us-west-2 */
  region: z.string().default('us-west-2'),
  operation: z.string(),
  /** `${name.Path}` in a text stands for what the call of that name answered. @default nothing */
  input: z.record(z.string(), z.unknown()).default({}),
  /** ARN of the role that signs. @default the world's own hand, which may do everything */
  as: z.string().optional(),
  /** What later steps call its answer. @default they do not */
  name: z.string().optional(),
});

/** Part of an answer; `case-match.ts` says how it is compared. */
const expected = z.union([
  z.strictObject({ output: z.unknown() }),
  z.strictObject({
    /** Its other members are those of the error's shape. */
    error: z.looseObject({ name: z.string(), message: z.unknown().optional(), status: z.number().optional() }),
  }),
]);

const pause = z.strictObject({ afterSeconds: z.number() });
/** What AWS has no call for: a line of the table in `case-moves/`, with its own members. */
const move = z.looseObject({ world: z.string() });
const check = z.strictObject({ afterSeconds: z.number().default(0), call, expected });

/** One behaviour of AWS, with the page that says so. */
const written = z.strictObject({
  /** Present tense. */
  claim: z.string(),
  /** Address of the page, or in words why AWS gives none. */
  source: z.string(),
  given: z.array(z.union([call, pause, move])).default([]),
  call,
  expected,
  // biome-ignore lint/suspicious/noThenProperty: the word of the files; read, it becomes `later`
  then: z.array(z.union([check, pause, move])).default([]),
});
// Nothing that has a member `then` can be awaited.
const behaviour = written.transform(({ then: later, ...rest }) => ({ ...rest, later }));

export type CaseCall = z.infer<typeof call>;
export type CaseExpected = z.infer<typeof expected>;
export type CaseStep = CaseCall | z.infer<typeof pause> | z.infer<typeof move> | z.infer<typeof check>;
export type Case = z.infer<typeof behaviour>;

/** Every case below a folder, with its path there. @throws for a file that is no case */
export function readCases(directory: string): [path: string, Case][] {
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => {
    const { data, error } = behaviour.safeParse(JSON.parse(readFileSync(join(directory, file), 'utf8')));
    if (error) throw new Error(`${file} is no case: ${z.prettifyError(error)}`);
    return [file, data];
  });
}
