import type { Facts } from './facts';

/** The plan that every command finds by itself. */
const PLAN_FILE = 'plan.json';

/** What a person types next, a command each. @param file where the plan was written @default nowhere yet */
export function nextLines({ account, regions = [], witness }: Facts, file = PLAN_FILE): string[] {
  const places = [...regions, ...(witness ? [witness] : [])].map((region) => `aws://${account}/${region}`);
  return [
    ...(file === PLAN_FILE ? [] : [`export UNDERSTUDY_PLAN=${file}   # names the plan for what follows`]),
    'npm run rehearse   # the whole takeover, on this machine',
    'npm run synth   # the control plane of each Region, without credentials',
    `npx cdk bootstrap ${places.join(' ')}`,
    'npx cdk deploy --all   # a control plane in each Region',
    'npm run understudy -- traffic attach   # shows what would differ in the records, and asks',
  ];
}
