import { PlanError } from '../../domain/plan-reader';
import type { Finding } from '../../release/finding';
import { PublishError } from '../../release/publish/publishing';
import { SignerError } from '../../release/signers/signer';
import { SourceError } from '../../release/source';
import { explained } from '../aws/explain';
import { printJson, printProblems } from '../print';
import { UnreadableRelease } from './published-release';

/** Why a command has failed, with what an audit had found by then. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';

  constructor(
    readonly problems: readonly string[],
    readonly findings: readonly Finding[],
  ) {
    super(problems.join('\n'));
  }
}

/**
 * Runs a command. When it fails every reason is a line on stderr, and with `--json` stdout holds
 * `{"problems": […], "findings": […]}`.
 *
 * @param told.failed its exit code when it failed @default 1
 * @returns its exit code
 * @throws UsageError, and what is a fault of this program
 */
export async function tellingFailure(
  { json = false, failed = 1 }: { readonly json?: boolean; readonly failed?: number },
  command: () => Promise<number>,
): Promise<number> {
  try {
    return await command();
  } catch (error) {
    const { problems, findings } = failureOf(error);
    printProblems(problems);
    if (json) printJson({ problems, findings }, 2);
    return failed;
  }
}

/** The reasons that an error holds. @throws the error itself when it holds none */
export function failureOf(error: unknown, findings: readonly Finding[] = []): CommandFailure {
  if (error instanceof CommandFailure) return error;
  return new CommandFailure(problemsOf(error), findings);
}

function problemsOf(error: unknown): readonly string[] {
  if (error instanceof PublishError || error instanceof SourceError) return error.problems;
  if (error instanceof UnreadableRelease) return error.problems;
  if (error instanceof PlanError) return error.problems.map((problem) => `${error.file}: ${problem}`);
  if (error instanceof SignerError) return [error.message];
  const because = explained(error);
  if (because === undefined) throw error;
  return [because];
}
