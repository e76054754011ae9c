import type { SynthesisedStack, Template } from '../../../lib/rehearsal/assembly';
import type { Prepared } from '../../simulation/prepare';
import { inText, type Machine, type Usual, usualMachine } from './usual-machine';

type Resource = Template['Resources'][string];

/** The same apps, with the habits of public samples in the machine of the failover. */
export function usualPrepared(prepared: Prepared, usual: Usual): Prepared {
  const controlPlane = prepared.stacks.controlPlane.map((stack) => withUsual(stack, usual));
  return { ...prepared, stacks: { ...prepared.stacks, controlPlane } };
}

function withUsual(stack: SynthesisedStack, usual: Usual): SynthesisedStack {
  const Resources = Object.fromEntries(
    Object.entries(stack.template.Resources).map(([id, resource]) => [
      id,
      isFailover(resource) ? rewritten(resource, usual) : resource,
    ]),
  );
  return { ...stack, template: { ...stack.template, Resources } };
}

const isFailover = ({ Type, Properties }: Resource): boolean =>
  Type === 'AWS::StepFunctions::StateMachine' && String(Properties?.StateMachineName).endsWith('-failover');

function rewritten(resource: Resource, usual: Usual): Resource {
  const { DefinitionString, ...others } = resource.Properties ?? {};
  const text = inText(DefinitionString as Parameters<typeof inText>[0], (machine) =>
    usualMachine(machine as Machine, usual),
  );
  return { ...resource, Properties: { ...others, DefinitionString: text } };
}
