import { messageOf } from '../model/errors.ts';
import type { WebhookCheck } from '../model/ports/forge.ts';
import type { Log } from '../model/ports/log.ts';

/**
 * Begins to check calls, each with the secret as it is then; gives `undefined` while the secret cannot be
 * read. When that begins and when it is over is logged, not each call: anybody may call.
 */
export function checkWebhooks(
  begin: () => Promise<WebhookCheck>,
  log: Log,
): () => Promise<WebhookCheck | undefined> {
  let readable = true;
  return async () => {
    try {
      const check = await begin();
      if (!readable) log.info('webhooks can be checked again');
      readable = true;
      return check;
    } catch (thrown) {
      const error = messageOf(thrown);
      if (readable) log.error('cannot check webhooks until their secret can be read', { error });
      readable = false;
      return undefined;
    }
  };
}
