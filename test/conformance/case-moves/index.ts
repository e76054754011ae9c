import { accountMoves } from './account';
import { busMoves } from './bus';
import { cloudformationMoves } from './cloudformation';
import { dynamodbMoves } from './dynamodb';
import { eventMoves } from './events';
import { lambdaMoves } from './lambda';
import type { Move } from './move';
import { rdsMoves } from './rds';
import { route53Moves } from './route53';

/** Every move and look that a case may name. */
export const moves: Readonly<Record<string, Move | undefined>> = {
  ...accountMoves,
  ...busMoves,
  ...cloudformationMoves,
  ...dynamodbMoves,
  ...eventMoves,
  ...lambdaMoves,
  ...rdsMoves,
  ...route53Moves,
};
