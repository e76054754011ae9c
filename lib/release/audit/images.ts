import { isJson, ownOf } from '../../domain/json';
import { listOf } from './texts';

/** One container image of a resource, as it is written there. */
export interface Image {
  readonly path: string;
  readonly value: unknown;
}

type Path = readonly string[];

/** Where each type names its images; `*` is every element of a list. */
const PATHS: Readonly<Record<string, readonly Path[]>> = {
  'AWS::ECS::TaskDefinition': [['ContainerDefinitions', '*', 'Image']],
  'AWS::Lambda::Function': [['Code', 'ImageUri']],
  'AWS::Batch::JobDefinition': [
    ['ContainerProperties', 'Image'],
    ['EcsProperties', 'TaskProperties', '*', 'Containers', '*', 'Image'],
    ['EksProperties', 'PodProperties', 'Containers', '*', 'Image'],
    ['NodeProperties', 'NodeRangeProperties', '*', 'Container', 'Image'],
  ],
  'AWS::AppRunner::Service': [['SourceConfiguration', 'ImageRepository', 'ImageIdentifier']],
  'AWS::CodeBuild::Project': [['Environment', 'Image']],
  'AWS::SageMaker::Model': [
    ['PrimaryContainer', 'Image'],
    ['Containers', '*', 'Image'],
  ],
};

/** The container images of a resource. */
export const imagesOf = (type: string, properties: unknown): Image[] =>
  (ownOf(PATHS, type) ?? []).flatMap((path) => at(properties, path, []));

function at(value: unknown, [step, ...rest]: Path, taken: Path): Image[] {
  if (step === undefined) return value === undefined ? [] : [{ path: taken.join('.'), value }];
  if (step === '*') return listOf(value).flatMap((one, index) => at(one, rest, [...taken, String(index)]));
  return isJson(value) ? at(value[step], rest, [...taken, step]) : [];
}
