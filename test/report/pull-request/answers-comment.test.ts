import { describe, expect, it } from 'vitest';
import { answeredComments, withAnswer } from '../../../src/report/pull-request/answers-comment.ts';

const limits = { agent: 'test', limit: 65_536 };
const answer = (comment: number, text: string) => ({
  comment: String(comment),
  author: 'ada',
  command: 'adopt',
  text,
});
const itemsOf = (body: string | undefined) =>
  (body ?? '').split('\n').filter((line) => line.startsWith('- '));

function bodyAfter(texts: readonly string[]): string | undefined {
  return texts.reduce<string | undefined>(
    (before, text, index) => withAnswer(before, answer(index + 1, text), limits),
    undefined,
  );
}

describe('the comment with the answers', () => {
  it('forgets the oldest answers beyond thirty, and never that they were given', () => {
    const body = bodyAfter(Array.from({ length: 40 }, (_, index) => `answer ${index + 1}`));
    expect(itemsOf(body)).toHaveLength(30);
    expect(itemsOf(body)[0]).toBe('- `ada` asked to adopt: answer 11');
    expect(answeredComments(body).size).toBe(40);
  });

  it('cuts an answer that is long, and lets nothing of it out of its code', () => {
    const body = bodyAfter([
      `that failed: \`${'x'.repeat(1_980)} @everybody ${'y'.repeat(3_000)}\``,
    ]);
    expect(itemsOf(body)).toEqual([
      `- \`ada\` asked to adopt: \`\`that failed: \`${'x'.repeat(1_980)} @ever…\`\``,
    ]);
  });

  it('has at most as many characters as the forge takes, and keeps the newest answer', () => {
    // Each control character is spelt out, so that a cut answer can be longer than it was.
    const texts = Array.from({ length: 30 }, (_, index) => `${index} ${'\u0007'.repeat(3_000)}`);
    const body = bodyAfter(texts);
    expect(body?.length).toBeLessThanOrEqual(limits.limit);
    expect(itemsOf(body).length).toBeGreaterThan(1);
    expect(itemsOf(body).at(-1)).toContain('asked to adopt: `29 ');
    expect(answeredComments(body).size).toBe(30);
  });
});
