import { z } from 'zod';
import { move } from './move';

/** The hosted zone of every case. */
const ZONE = { id: 'Z0123456789ABC', name: 'example.com', nameServers: ['ns-1.awsdns-01.com'] };

export const route53Moves = {
  'create-zone': move({}, ({ services }) => services.route53.createZone(ZONE)),
  /** What the probers of an endpoint's health check find from now on. */
  'set-health': move({ id: z.string(), healthy: z.boolean() }, (world, { id, healthy }) => {
    world.healthy.set(id, healthy);
  }),
  'throttle-route53': move({ seconds: z.number() }, ({ services }, { seconds }) =>
    services.throttle.usedUpFor('route53', seconds),
  ),
  'let-changes-take': move(
    { propagationSeconds: z.number().optional(), processingSeconds: z.number().optional() },
    ({ services }, { propagationSeconds, processingSeconds }) =>
      services.route53.changesTake({
        ...(propagationSeconds !== undefined && { propagationSeconds }),
        ...(processingSeconds !== undefined && { processingSeconds }),
      }),
  ),
  /** Look: what the zone's name servers answer; `null` where the name does not exist. */
  'ask-dns': move(
    { region: z.string(), name: z.string().default('www.example.com'), type: z.string().default('A') },
    ({ services }, { name, type }) => {
      const answer = services.route53.answer(name, type);
      const values = Array.isArray(answer) ? answer.flatMap((each) => each.values) : null;
      return { values };
    },
  ),
};
