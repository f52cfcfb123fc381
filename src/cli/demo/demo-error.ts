import { TidewatchError } from '../../model/errors.ts';

/** A step of the demo did not happen as it should have. */
export class DemoError extends TidewatchError {
  override readonly code = 'DEMO_FAILED';
}
