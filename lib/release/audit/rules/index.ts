import type { Rule } from '../rule';
import { assetNotPinned } from './asset-not-pinned';
import { customResource } from './custom-resource';
import { deadRuntime } from './dead-runtime';
import { exported } from './export';
import { fixedName } from './fixed-name';
import { globalControlPlane } from './global-control-plane';
import { imageAsset } from './image-asset';
import { imageNotPinned } from './image-not-pinned';
import { importFromElsewhere } from './import-from-elsewhere';
import { literalSecret } from './literal-secret';
import { macro } from './macro';
import { missingRegionMapping } from './missing-region-mapping';
import { nestedElsewhere } from './nested-elsewhere';
import { otherRegion } from './other-region';
import { parameterWithoutValue } from './parameter-without-value';
import { readsParameterStore } from './reads-parameter-store';
import { regionBound } from './region-bound';
import { roleMayNot, roleUnknown } from './role-may-not';
import { statefulWithoutRetain } from './stateful-without-retain';
import { templateTooLarge } from './template-too-large';

/** Every rule of the audit, in the order of the documentation: where a release can be deployed, and with what. */
export const RULES: readonly Rule[] = [
  globalControlPlane,
  otherRegion,
  regionBound,
  missingRegionMapping,
  deadRuntime,
  macro,
  customResource,
  nestedElsewhere,
  templateTooLarge,
  assetNotPinned,
  imageNotPinned,
  imageAsset,
  literalSecret,
  readsParameterStore,
  parameterWithoutValue,
  roleMayNot,
  roleUnknown,
  statefulWithoutRetain,
  fixedName,
  exported,
  importFromElsewhere,
];
