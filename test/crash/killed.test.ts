import { killings } from '../migrations/faults.ts';
import { everyCall } from './every-call.ts';

everyCall('the process is killed, or an answer is lost', killings, false);
