import type { SynthesisedStack, Template } from '../../lib/rehearsal/assembly';
import type { Prepared } from '../simulation/prepare';
import { inText, type Machine, usualMachine } from './usual-machine';

type Resource = Template['Resources'][string];

/** The same apps, with the machine of the failover written as public samples write theirs. */
export function usualPrepared(prepared: Prepared, pauseSeconds: (step: string) => number): Prepared {
  const controlPlane = prepared.stacks.controlPlane.map((stack) => withUsual(stack, pauseSeconds));
  return { ...prepared, stacks: { ...prepared.stacks, controlPlane } };
}

function withUsual(stack: SynthesisedStack, pauseSeconds: (step: string) => number): SynthesisedStack {
  const Resources = Object.fromEntries(
    Object.entries(stack.template.Resources).map(([id, resource]) => [
      id,
      isFailover(resource) ? rewritten(resource, pauseSeconds) : resource,
    ]),
  );
  return { ...stack, template: { ...stack.template, Resources } };
}

const isFailover = ({ Type, Properties }: Resource): boolean =>
  Type === 'AWS::StepFunctions::StateMachine' && String(Properties?.StateMachineName).endsWith('-failover');

function rewritten(resource: Resource, pauseSeconds: (step: string) => number): Resource {
  const { DefinitionString, ...others } = resource.Properties ?? {};
  const text = inText(DefinitionString as Parameters<typeof inText>[0], (machine) =>
    usualMachine(machine as Machine, pauseSeconds),
  );
  return { ...resource, Properties: { ...others, DefinitionString: text } };
}
