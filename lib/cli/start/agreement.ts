import type { Verb } from '../../domain/verbs';
import { isAttended, saysYes, typed } from '../ask';
import { UsageError } from '../usage';
import { STARTING } from './verbs';

/** What a person has agreed to on the command line already. */
export interface Agreed {
  readonly yes?: boolean;
  /** An account id. */
  readonly confirm?: string;
}

export interface Asked {
  readonly verb: Verb;
  readonly region: string;
  /** Id of the account that was found, and is the plan's. */
  readonly account: string;
}

/** Whether a command line can be agreed to at all; asked before anything is looked at. @throws UsageError */
export function checkAgreed(verb: Verb, account: string, { yes, confirm }: Agreed): void {
  if (confirm !== undefined && confirm !== account) {
    throw new UsageError(`--confirm ${confirm} is not the account of the plan, which is ${account}`);
  }
  if (isAttended() || confirm !== undefined) return;
  const { asks } = STARTING[verb];
  if (asks === 'account') {
    const alone = yes ? '--yes alone is not enough: ' : '';
    throw new UsageError(
      `nothing takes a ${verb} back, and there is no terminal to type the account id at; ${alone}add --confirm <id>`,
    );
  }
  if (asks === 'yes' && !yes) throw new UsageError('there is no terminal to ask at: repeat the command with --yes');
}

/** Whether a person agrees. What nothing takes back takes the account id, typed: nobody types that by habit. */
export async function agreed({ verb, region, account }: Asked, { yes, confirm }: Agreed): Promise<boolean> {
  const { asks, does } = STARTING[verb];
  if (asks === 'nothing' || confirm === account) return true;
  const what = `${verb} in ${region} ${does}`;
  if (asks === 'yes') return yes === true || saysYes(`${what}. Start it?`);
  return (await typed(`${what}. Nothing takes it back. Type the account id to start it: `)).trim() === account;
}
