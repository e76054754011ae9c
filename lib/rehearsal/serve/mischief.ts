import type { FreePlay } from '../free-play';

/** What is broken by hand and stays so until it is mended. */
export interface Mischief {
  /** Regions whose database hears nothing of the writer. */
  readonly cutLinks: ReadonlySet<string>;
  /** Regions in which every task dies, and so does each that replaces it. */
  readonly sick: ReadonlySet<string>;
  readonly isRoute53Down: boolean;
  cutLink(region: string): void;
  healLink(region: string): void;
  sicken(region: string): void;
  cure(region: string): void;
  loseRoute53(isDown: boolean): void;
}

/** In slices so short that a cure is felt at once. */
const SICK_SLICE_MODEL_SECONDS = 10;

export function createMischief({ stage, world, plan, closing }: FreePlay): Mischief {
  const { rds, route53 } = world.services;
  const cutLinks = new Set<string>();
  const sick = new Set<string>();
  let isRoute53Down = false;
  const linksTo = (region: string) =>
    plan.databases.flatMap(({ clusters }) => rds.linkOf(region, clusters[region] ?? '') ?? []);
  const keepSick = async (region: string) => {
    while (sick.has(region) && !closing.aborted) {
      await stage.keepTasksDown(region, { modelSeconds: SICK_SLICE_MODEL_SECONDS });
    }
  };
  return {
    cutLinks,
    sick,
    get isRoute53Down() {
      return isRoute53Down;
    },
    cutLink(region) {
      for (const link of linksTo(region)) link.cut();
      cutLinks.add(region);
      stage.faultIs(`the line that carries rows to ${region} is cut`);
    },
    healLink(region) {
      for (const link of linksTo(region)) link.heal();
      cutLinks.delete(region);
      stage.say(`the line that carries rows to ${region} is whole again`);
    },
    sicken(region) {
      sick.add(region);
      stage.faultIs(`the tasks in ${region} die, and so does each that replaces them`);
      void keepSick(region);
    },
    cure(region) {
      sick.delete(region);
      stage.say(`the tasks in ${region} live again`);
    },
    loseRoute53(isDown) {
      route53.controlPlaneDown(isDown);
      isRoute53Down = isDown;
      stage.say(isDown ? 'the control plane of Route 53 is down' : 'the control plane of Route 53 is back');
    },
  };
}
