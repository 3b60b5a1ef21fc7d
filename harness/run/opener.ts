import type { Cause } from '../../lib/core/cause.js';
import { ok, type Result } from '../../lib/core/result.js';
import type { Lab } from '../lab/lab.js';
import type { RealLanes } from '../real/lanes.js';
import type { NativeTools } from './build-native.js';
import type { ExecuteContext } from './execute.js';
import { wholeLanes } from './run-phases.js';

/** How the lanes of the run's profile are made. */
export const openerOf = async (
  { options, prepared, subject, emit, stop }: ExecuteContext,
  lab: Lab,
  { wireTap }: NativeTools,
): Promise<Result<RealLanes, Cause>> => {
  const onLost = (cause: Cause): void => {
    stop.now({ kind: 'lost', cause });
  };
  const { lab: file, profile } = options.settings;
  if (profile.value !== 'real' || file.value === undefined)
    return ok({
      open: wholeLanes({ lab, emit, wireTap, kind: subject.lane, onLost }),
      close: () => undefined,
    });
  const { realLanes } = await import('../real/lanes.js');
  return realLanes({
    lab,
    file: file.value,
    core: prepared.cores.at(-1) ?? 0,
    internet: prepared.plan.tests.some(({ provenFrom }) => provenFrom === 'real'),
    emit,
    onLost,
  });
};
