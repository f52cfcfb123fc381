import type { PodLogs } from '../model/ports/pod-logs.ts';
import { sendForText } from './send.ts';
import type { Session } from './session.ts';

/** More of a log than this is never asked for. */
const mostBytes = 64 * 1024;

/** Reads logs as the API server gets them from the kubelet of a pod's node. */
export function createPodLogs(session: Session): PodLogs {
  return {
    tail({ namespace, pod, container }, lines, signal) {
      const query = new URLSearchParams({
        container,
        tailLines: String(lines),
        limitBytes: String(mostBytes),
      });
      return sendForText(session, {
        verb: 'get',
        method: 'GET',
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${query}`,
        subject: `Pod/${namespace}/${pod}`,
        repeatable: 'unprocessed',
        accept: '*/*',
        signal,
      });
    },
  };
}
