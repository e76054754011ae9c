import type { Rule } from '../rule';

export const regionBound: Rule = {
  name: 'region-bound',
  level: 'error',
  why: 'CDK writes the Region, its zones and the account into the template of a stack that names them.',
  check: ({ source }) =>
    source.stacks
      .filter(({ region, account }) => region !== undefined || account !== undefined)
      .map(({ name, region, account }) => {
        const places = [region && `Region ${region}`, account && `account ${account}`].filter(Boolean).join(' and ');
        return { stack: name, because: `the stack is bound to ${places}`, remedy: REMEDY };
      }),
};

const REMEDY = 'leave env out of the stack: it is deployed in each Region of the plan';
