import type { Cause } from '../../lib/core/cause.js';
import { ok, type Result } from '../../lib/core/result.js';
import type { Lab } from '../lab/lab.js';
import type { LaneKind } from '../lab/layout.js';
import type { LanePlan } from '../plan/plan.js';
import type { RealLanes } from '../real/lanes.js';
import { LaneAhead } from './lane-ahead.js';
import { openerOf } from './opener.js';
import { wholeLanes, type LaneOpener } from './run-phases.js';
import type { CrateContext } from './with-crate.js';

/** A run on a crate whose tests run in the lab of this host. */
export interface LabContext extends CrateContext {
  readonly lab: Lab;
}

/** How the tests of a crate's stages come to their lanes. */
export interface CrateLanes {
  /** Told of a lane for the crate's own tests that will be wanted unless their build fails. */
  readonly expect: (lane: LanePlan) => void;
  /** How lanes of a kind are brought up, once there is something to run on them; the cause when none can be. */
  readonly opener: (kind: LaneKind) => Promise<Result<LaneOpener, Cause>>;
  /** Takes down what no stage wanted, and ends what all of them shared. */
  readonly close: () => Promise<void>;
}

const lanesOfThisHost = ({ lab, emit, tools, stop }: LabContext): CrateLanes => {
  const open = (kind: LaneKind): LaneOpener =>
    wholeLanes({
      lab,
      emit,
      wireTap: tools.wireTap,
      kind,
      onLost: (cause) => {
        stop.now({ kind: 'lost', cause });
      },
    });
  const ahead = new LaneAhead(open('audit'));
  return {
    expect: (lane) => {
      ahead.begin(lane);
    },
    opener: (kind) => Promise.resolve(ok(kind === 'audit' ? ahead.open : open(kind))),
    close: () => ahead.close(),
  };
};

/** The ports are taken, and the peer is reached, when the first stage is built: a crate that does not compile costs this host no NIC. */
const lanesOfPorts = (context: LabContext): CrateLanes => {
  let made: Promise<Result<RealLanes, Cause>> | undefined;
  return {
    expect: () => undefined,
    opener: async () => {
      const lanes = await (made ??= openerOf(context, context.lab, context.tools));
      return lanes.ok ? ok(lanes.value.open) : lanes;
    },
    close: async () => {
      const lanes = await made;
      if (lanes?.ok === true) lanes.value.close();
    },
  };
};

/** The lanes of the run's profile. */
export const crateLanes = (context: LabContext): CrateLanes =>
  context.options.settings.profile.value === 'real' ? lanesOfPorts(context) : lanesOfThisHost(context);
