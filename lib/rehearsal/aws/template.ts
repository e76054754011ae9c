import { partitionOf } from '../../domain/region';
import { NO_VALUE, resolve, type Scope } from './template/intrinsics';
import { type Dependencies, dependenciesOf } from './template/order';
import { type ParameterValue, parameterValues } from './template/parameters';
import { readTemplate, type Template } from './template/shape';

/** Where a template comes to life. */
export interface StackPlace {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly account: string;
}

/** What a resource's `Ref` and `Fn::GetAtt` answer once it exists. */
export interface ResourceValues {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The outside that a template refers to. */
export interface TemplateWorld {
  /** Values of a created resource; undefined while it does not exist. */
  resource(logicalId: string): ResourceValues | undefined;
  /** What `{{resolve:secretsmanager:<reference>}}` stands for. */
  secret(reference: string): string;
}

/** A template with its parameters filled in, ready to be resolved piece by piece as its resources appear. */
export interface EvaluatedTemplate {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  /** Resources whose condition holds, and what each waits for. */
  readonly dependencies: Dependencies;
  properties(logicalId: string, world: TemplateWorld): Record<string, unknown>;
  outputs(world: TemplateWorld): Record<string, string>;
}

/**
 * Reads a template for one stack: parameters, conditions and the order of its resources.
 *
 * @throws what CloudFormation would refuse before it creates anything, and what this world does not rehearse
 */
export function evaluateTemplate(
  source: object,
  { name, arn, region, account }: StackPlace,
  given: Readonly<Record<string, string>> = {},
): EvaluatedTemplate {
  const place = { name, arn, region, account };
  const known = evaluated.get(source) ?? new Map<string, EvaluatedTemplate>();
  evaluated.set(source, known);
  const key = JSON.stringify([place, given]);
  const template = known.get(key) ?? evaluateAnew(source, place, given);
  known.set(key, template);
  return template;
}

/** The same template in the same place is the same in every world: what differs comes with each question. */
const evaluated = new WeakMap<object, Map<string, EvaluatedTemplate>>();

function evaluateAnew(source: object, place: StackPlace, given: Readonly<Record<string, string>>): EvaluatedTemplate {
  const template = readTemplate(source);
  const parameters = parameterValues(template, given);
  const scopeOf = (world: TemplateWorld) => scope({ template, place, parameters, world });
  const { condition } = scopeOf(NOTHING_EXISTS);
  const isMade = ({ Condition }: { Condition?: string }) => Condition === undefined || condition(Condition);
  return {
    template,
    parameters,
    dependencies: dependenciesOf(template, condition),
    properties: (logicalId, world) =>
      resolve(template.Resources[logicalId]?.Properties ?? {}, scopeOf(world)) as Record<string, unknown>,
    outputs: (world) => {
      const made = Object.entries(template.Outputs).filter(([, output]) => isMade(output));
      return Object.fromEntries(made.map(([name, { Value }]) => [name, String(resolve(Value, scopeOf(world)))]));
    },
  };
}

const NOTHING_EXISTS: TemplateWorld = {
  resource: () => undefined,
  secret: () => {
    throw new Error('a condition cannot contain a dynamic reference');
  },
};

interface ScopeParts {
  readonly template: Template;
  readonly place: StackPlace;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
  readonly world: TemplateWorld;
}

function scope({ template, place, parameters, world }: ScopeParts): Scope {
  const pseudo = pseudoParameters(place);
  const itself: Scope = {
    reference: (name) => {
      const value = parameters[name] ?? pseudo[name] ?? world.resource(name)?.physicalId;
      if (value === undefined) throw new Error(`the template refers to ${name}, which does not exist`);
      return value;
    },
    attribute: (logicalId, attribute) => attributeOf({ template, world, logicalId, attribute }),
    condition: (name) => {
      if (!(name in template.Conditions))
        throw new Error(`the template refers to condition ${name}, which does not exist`);
      return resolve(template.Conditions[name], itself) === true;
    },
    mapping: (map, key, name) => {
      const value = template.Mappings[map]?.[key]?.[name];
      if (value === undefined) throw new Error(`the mapping ${map} has no ${key} → ${name}`);
      return value;
    },
    availabilityZones: (region) => ['a', 'b', 'c'].map((letter) => `${region || place.region}${letter}`),
    dynamicReference: (service, reference) => {
      if (service !== 'secretsmanager')
        throw new Error(`{{resolve:${service}:…}} is not rehearsed: allowed is secretsmanager`);
      return world.secret(reference);
    },
  };
  return itself;
}

function attributeOf(of: { template: Template; world: TemplateWorld; logicalId: string; attribute: string }): unknown {
  const value = of.world.resource(of.logicalId)?.attributes[of.attribute];
  if (value !== undefined) return value;
  const type = of.template.Resources[of.logicalId]?.Type ?? 'no resource';
  throw new Error(`Fn::GetAtt ${of.logicalId}.${of.attribute} is not rehearsed: ${type} has no such attribute here`);
}

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
const pseudoParameters = ({ name, arn, region, account }: StackPlace): Record<string, unknown> => ({
  'AWS::AccountId': account,
  'AWS::NotificationARNs': [],
  'AWS::NoValue': NO_VALUE,
  'AWS::Partition': partitionOf(region),
  'AWS::Region': region,
  'AWS::StackId': arn,
  'AWS::StackName': name,
  'AWS::URLSuffix': region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
});
