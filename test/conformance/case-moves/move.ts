import { z } from 'zod';
import type { AwsWorld } from '../aws-world';

/** What happens in a world that AWS has no call for, or what can be seen there that no call shows. */
export type Move = (world: AwsWorld, input: object) => unknown;

/** A move with the members that it reads. @throws for a member that it does not know */
export function move<Shape extends z.ZodRawShape>(
  shape: Shape,
  run: (world: AwsWorld, input: z.infer<z.ZodObject<Shape>>) => unknown,
): Move {
  const schema = z.strictObject(shape);
  return (world, input) => {
    const { data, error } = schema.safeParse(input);
    if (error) throw new Error(`a move was given what it does not read: ${z.prettifyError(error)}`);
    return run(world, data as z.infer<z.ZodObject<Shape>>);
  };
}
