import { expect, it } from 'vitest';
import { imageEnvironment } from '../../bench/subjects/image-environment.ts';

it('the environment of an image is that of its last stage', () => {
  const dockerfile = [
    'FROM node AS build',
    'ENV STAGE=build',
    'FROM scratch',
    'ENV NODE_OPTIONS=--max-semi-space-size=4',
    'ENV STAGE=run',
    'CMD ["agent"]',
  ].join('\n');
  expect(imageEnvironment(dockerfile)).toEqual({
    NODE_OPTIONS: '--max-semi-space-size=4',
    STAGE: 'run',
  });
});
