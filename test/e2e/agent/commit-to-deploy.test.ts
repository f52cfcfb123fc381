import { commitToDeploy } from '../../scenarios/commit-to-deploy.ts';
import { openRealPlace } from '../../scenarios/real-place.ts';
import { startControlPlane } from '../../support/control-plane.ts';

// The same story that the unit tests play on the embedded API. It deploys the
// definition of TidbMonitor, which then belongs to its target: on a control
// plane of its own, so that no other test's target is kept from it.
commitToDeploy(async () => {
  const controlPlane = await startControlPlane();
  const place = await openRealPlace(controlPlane.binaries, controlPlane.kubeconfig);
  return {
    ...place,
    async [Symbol.asyncDispose]() {
      await place[Symbol.asyncDispose]();
      await controlPlane.stop();
    },
  };
});
