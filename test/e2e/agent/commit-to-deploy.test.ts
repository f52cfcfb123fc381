import { inject } from 'vitest';
import { commitToDeploy } from '../../scenarios/commit-to-deploy.ts';
import { openRealPlace } from '../../scenarios/real-place.ts';

// The same story that the unit tests play on the embedded API.
commitToDeploy(() => openRealPlace(inject('binaries'), inject('kubeconfig')));
