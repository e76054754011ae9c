import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { presenceTable } from '../../../lambdas/edge/presence-table';
import { jsonOf } from '../../domain/json';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import { oneLine } from '../../domain/text';
import { unreached } from './explain';
import type { Answer, Session, SignedPost } from './session';

export interface Ask {
  readonly session: Session;
  readonly plan: Plan;
  readonly region: string;
  /** Which of the Region's functions for persons. */
  readonly which: 'approvalUrl' | 'controlsUrl';
  readonly json: unknown;
}

/** What the function said, and whether it did what was asked. */
export interface Said {
  readonly ok: boolean;
  readonly because: string;
  /** Nothing answered, or the function failed: nobody refused, and it may have been done. @default false */
  readonly isSilent?: boolean;
}

const Body = z.object({ because: z.string() });

/** Asks a Region's function for persons, under the caller's own IAM identity. */
export async function askFunction({ session, plan, region, which, json }: Ask): Promise<Said> {
  const dynamo = new DynamoDBClient(session.settings(region));
  const presence = await presenceTable(dynamo, { plan: plan.name, names: namesOf(plan, region) }).read();
  const url = urlIn(presence?.[which], region);
  if (url === undefined) {
    return { ok: false, because: `the watch of ${region} has not written its presence yet; try again in a minute` };
  }
  const answer = await answerTo(session, { url, region, json });
  if ('silence' in answer) return { ok: false, because: answer.silence, isSilent: true };
  const { status, body } = answer;
  const isSilent = status >= 500;
  const said = Body.safeParse(jsonOf(body)).data;
  if (said) return { ok: status === 200, because: oneLine(said.because, 2000), isSilent };
  return { ok: false, because: `${region} answered ${status}: ${oneLine(body, 300)}${adviceFor(status)}`, isSilent };
}

/** The answer, or what is known of the silence. @throws what is no silence: missing credentials, a redirect */
async function answerTo(session: Session, request: SignedPost): Promise<Answer | { readonly silence: string }> {
  try {
    return await session.post(request);
  } catch (error) {
    const silence = unreached(error);
    if (silence === undefined) throw error;
    return { silence };
  }
}

/** Only a function URL of that very Region is ever sent a signature. */
function urlIn(url: string | undefined, region: string): string | undefined {
  if (!url) return undefined;
  const host = /^https:\/\/[a-z0-9]+\.(lambda-url\.[a-z0-9-]+\.on\.aws)\/$/.exec(url)?.[1];
  if (host === `lambda-url.${region}.on.aws`) return url;
  throw new Error(`the presence of ${region} names ${oneLine(url, 200)}, which is no function URL of that Region`);
}

const adviceFor = (status: number): string =>
  status === 403 ? '; your identity needs the managed policy of approvers or operators of this plan' : '';
