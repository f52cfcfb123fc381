import { UnavailableError } from '../../model/ports/cluster-errors.ts';
import { ForgeRateLimitedError, ForgeUnavailableError } from '../../model/ports/forge-errors.ts';
import { SourceError } from '../../model/ports/source-errors.ts';

/** Whether the forge is away: asking it for something else now would not go better. */
export function isForgeAway(
  thrown: unknown,
): thrown is ForgeRateLimitedError | ForgeUnavailableError {
  return thrown instanceof ForgeRateLimitedError || thrown instanceof ForgeUnavailableError;
}

/** Whether Git or the cluster is away: nothing that was asked for is to blame. */
export function isElsewhereAway(thrown: unknown): boolean {
  return thrown instanceof UnavailableError || (thrown instanceof SourceError && thrown.transient);
}
