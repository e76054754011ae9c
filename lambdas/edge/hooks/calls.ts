import { InvokeCommand, type InvokeCommandOutput } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { EvidenceRecord } from '../../../lib/domain/evidence';
import { type AskHook, HookAnswer, type HookInput, type HookReply } from '../../../lib/domain/hook';
import { jsonOf } from '../../../lib/domain/json';
import type { AnyStep, StepContext } from '../../../lib/domain/step';
import { oneLine } from '../../../lib/domain/text';
import { clientSettings, type Sends } from '../clients';
import { isoAt } from '../clock';
import { reading } from '../reading';
import type { Edge } from '../step-handler';
import { masked } from './masked';

/**
 * Longest that one call of a hook may take, ms. A step that has 60 s begins nothing new after 30 s; 2 s to connect and
 * this leave 8 s to write the answer down.
 */
const CALL_MILLISECONDS_MAX = 20_000;
/** As long as `because` of an answer may be. */
const BECAUSE_CHARACTERS_MAX = 1000;

/** Settings of the Lambda client that calls hooks. */
export const hookClientSettings = (region: string) => {
  const settings = clientSettings(region);
  return { ...settings, requestHandler: { ...settings.requestHandler, requestTimeout: CALL_MILLISECONDS_MAX } };
};

interface Asking {
  /** The step at whose point the hook stands: its evidence keeps the answer. */
  readonly step: Pick<AnyStep, 'name'>;
  /** The Region that is fenced, or no longer; only at `fence` and `unfence`. */
  readonly fencedRegion?: string;
}

/**
 * Looks up what a run's hooks have said, and asks them: the effects beside `judgeHooks`.
 *
 * ```ts
 * const hooks = hookCalls({ lambda }, edge);
 * const records = await hooks.look(input);                                          // in the step's look
 * judgeHooks(plan.hooks.fence, { point: 'fence', records, now: input.now });        // in its decide
 * await hooks.perform(act, input, { step: fenceRegion, fencedRegion: 'us-east-1' }); // in its perform
 * ```
 *
 * The step is fenced, has at least 60 s, keeps the act in its evidence as it is (`recorded`), and may invoke the
 * functions (`invokingHooks`).
 *
 * @param clients `lambda`: of this Region, made with {@link hookClientSettings}
 */
export const hookCalls = ({ lambda }: { lambda: Sends }, { clock, evidence }: Pick<Edge, 'clock' | 'evidence'>) => ({
  look: ({ document, run }: StepContext): Promise<EvidenceRecord[]> => evidence(document).read(run.id),

  /**
   * Whatever comes of the call is written down and not thrown: the next look judges it.
   *
   * @throws when the answer cannot be written down; the attempt is repeated
   */
  async perform(act: AskHook, input: StepContext, { step, fencedRegion }: Asking): Promise<void> {
    const { document, run, epoch } = input;
    const { status, because } = await replyOf(lambda, act.function, toldTo(act, input, fencedRegion));
    const data = { act, status };
    const at = isoAt(clock.now());
    await evidence(document).append({ at, runId: run.id, epoch, step: step.name, kind: 'answered', because, data });
  },
});

const Admitted = z.object({ output: z.object({ reason: z.string() }) });

const toldTo = ({ point, looks }: AskHook, input: StepContext, fencedRegion: string | undefined): HookInput => ({
  plan: input.plan.name,
  verb: input.run.verb,
  point,
  region: input.region,
  runId: input.run.id,
  epoch: input.epoch,
  reason: Admitted.safeParse(input.document.admitRun).data?.output.reason ?? '',
  ...(fencedRegion !== undefined && { fencedRegion }),
  looks,
});

async function replyOf(lambda: Sends, name: string, input: HookInput): Promise<HookReply> {
  const command = new InvokeCommand({
    FunctionName: name,
    InvocationType: 'RequestResponse',
    Payload: Buffer.from(JSON.stringify(input)),
  });
  const call = await reading<InvokeCommandOutput>(`lambda:InvokeFunction of ${name}`, lambda.send(command));
  const { status, because } = call.outcome === 'read' ? answerIn(call.value) : failed(call.because);
  return { status, because: oneLine(because, BECAUSE_CHARACTERS_MAX) };
}

/** What a function answers is data from outside; of what is no answer little is kept, because evidence is for years. */
function answerIn({ FunctionError, Payload }: InvokeCommandOutput): HookReply {
  const text = Buffer.from(Payload ?? []).toString();
  const value = jsonOf(text);
  if (FunctionError)
    return failed(`it ended in an error (${oneLine(FunctionError, 40)}): ${errorIn(value) ?? masked(text)}`);
  const answer = HookAnswer.safeParse(value);
  return answer.data ?? failed(`it answered ${masked(text) || 'nothing'}; expected ${EXPECTED}`);
}

const EXPECTED = '{"status": "pending", "done" or "refused", "because": one sentence of 1–1000 characters}';

const failed = (because: string): HookReply => ({ status: 'failed', because });

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
const LambdaError = z.object({ errorType: z.string().optional(), errorMessage: z.string() });

function errorIn(value: unknown): string | undefined {
  const { errorType, errorMessage } = LambdaError.safeParse(value).data ?? {};
  if (errorMessage === undefined) return undefined;
  return [oneLine(errorType ?? '', 100), masked(errorMessage)].filter(Boolean).join(': ');
}
