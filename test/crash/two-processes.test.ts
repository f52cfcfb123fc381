import { everyCall } from './every-call.ts';

everyCall('one of two processes is killed', ['killed-before', 'killed-after'], true);
