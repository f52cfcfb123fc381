import { commitToDeploy } from './commit-to-deploy.ts';
import { openEmbeddedPlace } from './embedded-place.ts';

commitToDeploy(openEmbeddedPlace);
