import { expect, it } from 'vitest';
import { outlineOf } from './support/outline.ts';
import { dashboardsFor } from './support/read-dashboards.ts';

it.each(dashboardsFor())('$title: is what its outline says', async (dashboard) => {
  await expect(outlineOf(dashboard)).toMatchFileSnapshot(`./golden/${dashboard.uid}.txt`);
});
