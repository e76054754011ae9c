import type { Listed } from './usage';

/**
 * The list of commands, as `understudy --help` shows it: loading every command only to list them takes a second. A test
 * holds each line to its command.
 */
export const OUTLINE: readonly Listed[] = [
  {
    name: 'rehearse',
    group: 'Rehearse',
    purpose: 'Plays a scenario in a local world and says what it proved.',
  },
  {
    name: 'init',
    group: 'Prepare',
    purpose: 'Writes a plan: by asking, or from what is found in the account. It changes nothing in AWS.',
  },
  {
    name: 'status',
    group: 'Look',
    purpose: 'Says where the plan stands in each Region, why, and the next safe command. It changes nothing.',
  },
  {
    name: 'check',
    group: 'Look',
    purpose: 'Says whether a failover would work now, what exactly it would call, and how long it would take.',
  },
  {
    name: 'watch',
    group: 'Look',
    purpose: 'Follows a run until it has ended: its drawing, what each step says, and how databases and names stand.',
  },
  {
    name: 'start',
    group: 'Act',
    purpose:
      'Starts a verb in the Region that it is for, under your own identity; docs/verbs.md tells what each one does.',
  },
  {
    name: 'approve',
    group: 'Act',
    purpose: 'Allows the promotion that a run has asked for, under your own identity.',
  },
  {
    name: 'decline',
    group: 'Act',
    purpose: 'Says no to it: the run stops, and what it deployed is retired.',
  },
  {
    name: 'automation',
    group: 'Act',
    purpose: 'Switches automatic runs off or on in every Region; what a person starts is never stopped.',
  },
  {
    name: 'acknowledge',
    group: 'Act',
    purpose: 'Ends the cooldown after a run: the next automatic run may start.',
  },
  {
    name: 'acknowledge-divergence',
    group: 'Act',
    purpose: 'Says that you have looked at what a failover left behind in a Region: it may become active again.',
  },
  {
    name: 'break-lock',
    group: 'Act',
    purpose: 'Takes the lock of a Region from its owner; the epoch, typed in, says that you looked.',
  },
  {
    name: 'traffic',
    group: 'Prepare',
    purpose: "Attaches the public names to the Regions' signals.",
  },
  {
    name: 'release',
    group: 'Prepare',
    purpose: 'Audits, publishes, compares and watches what a takeover deploys.',
  },
  {
    name: 'report',
    group: 'Prove',
    purpose: 'Writes a run down as one HTML file that needs nothing else: to read, to print, to hand on.',
  },
  {
    name: 'evidence',
    group: 'Prove',
    purpose: 'Tells whether the record of a run is what was written, and what it says.',
  },
  {
    name: 'history',
    group: 'Prove',
    purpose: 'Tells whether the changes that runs have made keep what Understudy promises about them.',
  },
  {
    name: 'cost',
    group: 'Look',
    purpose: 'Says what the plan costs while it waits and when it runs, from its templates and a table of prices.',
  },
  {
    name: 'generate',
    group: 'This tool',
    purpose: 'Writes the generated pages in docs/; --check only says which are stale.',
  },
  {
    name: 'completion',
    group: 'This tool',
    purpose:
      'Prints a script that lets a shell complete commands, flags, verbs, scenarios and the Regions of the plan.',
  },
];
