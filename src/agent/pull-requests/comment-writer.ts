import type { Comment, Conversation } from '../../model/ports/forge.ts';
import { type CommentTopic, hasMarker } from '../../report/pull-request/comment-marker.ts';

/** Keeps one comment a topic and pull request. */
export interface CommentWriter {
  /** Our comment, if there is one. */
  find(pullRequest: number, topic: CommentTopic, signal: AbortSignal): Promise<Comment | undefined>;
  /** Writes a body where ours does not say so already; `existing` as `find` gave it. */
  write(
    pullRequest: number,
    body: string,
    existing: Comment | undefined,
    signal: AbortSignal,
  ): Promise<Comment>;
}

export function commentWriter(conversation: Conversation, agent: string): CommentWriter {
  return {
    async find(pullRequest, topic, signal) {
      const comments = await conversation.comments(pullRequest, signal);
      // Anybody can copy the marker: only what we wrote is ours to change.
      return comments.find(({ own, body }) => own && hasMarker(body, topic, agent));
    },
    async write(pullRequest, body, existing, signal) {
      // Forges trim what they keep.
      if (existing !== undefined && existing.body.trim() === body.trim()) return existing;
      return conversation.write(pullRequest, body, existing?.id, signal);
    },
  };
}
