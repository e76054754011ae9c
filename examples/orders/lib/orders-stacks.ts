import { type App, DefaultStackSynthesizer } from 'aws-cdk-lib';
import type { Plan } from '../../../lib/domain/plan';
import { OrdersData } from './orders-data';
import { OrdersWeb } from './orders-web';
import { PilotLight } from './pilot-light';
import { placesOf } from './place';

export interface OrdersStacksProps {
  readonly plan: Plan;
  /** Image of the release's tasks, pinned by digest. */
  readonly image: string;
}

/**
 * A pilot light in each Region of the plan, deployed once by the team; and the release, of which every Region holds a
 * staged copy that Understudy deploys.
 */
export function ordersStacks(app: App, { plan, image }: OrdersStacksProps): void {
  for (const place of placesOf(plan)) {
    new PilotLight(app, `orders-pilot-light-${place.region}`, { place, synthesizer: plainTemplates() });
  }
  const data = new OrdersData(app, 'orders-data', { image, synthesizer: plainTemplates() });
  const web = new OrdersWeb(app, 'orders-web', { image, synthesizer: plainTemplates() });
  web.addStackDependency(data, 'orders-web asks the catalogue that orders-data serves');
}

/** Templates with no parameter of CDK's own: what a Region needs to create them is in the template. */
const plainTemplates = () => new DefaultStackSynthesizer({ generateBootstrapVersionRule: false });
