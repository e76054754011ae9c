import { AwsError } from '../../../../lib/rehearsal/aws/service';

export const validation = (message: string): AwsError => new AwsError('ValidationException', message);

/** What no code of this project asks of DynamoDB: loud, so that new code is not judged by a world that guesses. */
export const notSimulated = (what: string): AwsError =>
  new AwsError('NotImplemented', `dynamodb: ${what} is not simulated`, { status: 501 });

/** @throws ValidationException where one of dynalite's rules has found a problem */
export function refuseIf(problem: Error | null | undefined): void {
  if (problem) throw validation(problem.message);
}
