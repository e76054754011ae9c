import type { Plan } from '../domain/plan';
import { accountFound } from './aws/account';
import type { Session } from './aws/session';
import { printAside } from './print';

/**
 * Says on stderr which account a command is about to change something in.
 *
 * @param asked.regions that the command speaks to
 * @returns the account; `undefined` where no Region tells, which keeps nobody from a Region that is still there
 * @throws AccountError when it is not the plan's
 */
export async function tellAccount(
  session: Session,
  asked: { readonly plan: Plan; readonly regions: readonly string[] },
): Promise<string | undefined> {
  const account = await accountFound(session, asked);
  const { name } = asked.plan;
  printAside([
    account
      ? `account ${account}, as plan ${name} says`
      : `no Region tells which account this is; plan ${name} goes on`,
  ]);
  return account;
}
