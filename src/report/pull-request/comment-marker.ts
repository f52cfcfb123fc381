/** What a comment of ours is about; each has one comment a pull request and agent. */
export type CommentTopic = 'effect' | 'drift' | 'commands';

/**
 * The line that a comment begins with, which nobody sees: by it, and by its author, an
 * agent knows its own comment again. `agent` tells agents of one repository apart.
 */
export function commentMarker(topic: CommentTopic, agent: string): string {
  return `<!-- tidewatch ${topic} ${agent.replaceAll(/[^\w./-]/g, '-').replaceAll('--', '-')} -->`;
}

export function hasMarker(body: string, topic: CommentTopic, agent: string): boolean {
  return body.startsWith(commentMarker(topic, agent));
}
