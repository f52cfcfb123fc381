import type { AlertCase } from './alert-case.ts';
import { CHANGE_DATA_CASES } from './change-data-cases.ts';
import { DM_CASES } from './dm-cases.ts';
import { MONITOR_CASES } from './monitor-cases.ts';
import { PD_CASES } from './pd-cases.ts';
import { TIDB_CASES } from './tidb-cases.ts';
import { TIFLASH_TIPROXY_CASES } from './tiflash-tiproxy-cases.ts';
import { TIKV_CASES } from './tikv-cases.ts';

export const ALERT_CASES: readonly AlertCase[] = [
  ...PD_CASES,
  ...TIDB_CASES,
  ...TIKV_CASES,
  ...TIFLASH_TIPROXY_CASES,
  ...CHANGE_DATA_CASES,
  ...DM_CASES,
  ...MONITOR_CASES,
];
