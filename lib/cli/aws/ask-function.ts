import * as z from 'zod';
import { namesOf } from '../../domain/names';
import type { Plan } from '../../domain/plan';
import type { Presence } from '../../domain/presence';
import { oneLine } from '../../domain/text';
import { presenceOf, type Session } from './session';

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
}

const Body = z.object({ because: z.string() });

/** Asks a Region's function for persons, under the caller's own IAM identity. */
export async function askFunction({ session, plan, region, which, json }: Ask): Promise<Said> {
  const presence = await presenceOf(session, { plan: plan.name, region, names: namesOf(plan, region) });
  const url = urlIn(presence, which);
  if (url === undefined) {
    return { ok: false, because: `the watch of ${region} has not written its presence yet; try again in a minute` };
  }
  const { status, body } = await session.post({ url, region, json });
  const said = Body.safeParse(jsonOf(body)).data;
  if (said) return { ok: status === 200, because: oneLine(said.because, 2000) };
  return { ok: false, because: `${region} answered ${status}: ${oneLine(body, 300)}${adviceFor(status)}` };
}

/** Only a function URL of that very Region is ever sent a signature. */
function urlIn(presence: Presence | undefined, which: Ask['which']): string | undefined {
  const url = presence?.[which];
  if (!url) return undefined;
  if (!/^https:\/\/[a-z0-9]+\.lambda-url\.[a-z0-9-]+\.on\.aws\/$/.test(url)) {
    throw new Error(`the presence of the Region names ${oneLine(url, 200)}, which is no function URL`);
  }
  return url;
}

const adviceFor = (status: number): string =>
  status === 403 ? '; your identity needs the managed policy of approvers or operators of this plan' : '';

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
