import { refusals } from '../migrations/faults.ts';
import { everyCall } from './every-call.ts';

everyCall('a call is refused', refusals, false);
