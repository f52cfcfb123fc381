import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookCheck } from '../model/ports/forge.ts';
import type { ForgeSettings } from './open-forge.ts';

/**
 * How a forge shows that a webhook comes from it: GitHub, Gitea and Forgejo sign the
 * body with the secret, GitLab sends the secret itself. Compared in a time that
 * tells nothing.
 */
export function webhookCheck(provider: ForgeSettings['provider'], secret: string): WebhookCheck {
  const hmac = createHmac('sha256', secret);
  return {
    update: (chunk) => hmac.update(chunk),
    isGenuine(headers) {
      if (provider === 'gitlab') return same(headers['x-gitlab-token'], secret);
      const signature = hmac.digest('hex');
      if (provider === 'gitea') return same(headers['x-gitea-signature'], signature);
      return same(headers['x-hub-signature-256'], `sha256=${signature}`);
    },
  };
}

function same(given: string | readonly string[] | undefined, wanted: string): boolean {
  if (typeof given !== 'string') return false;
  // Digests have the same length, whatever was given.
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
