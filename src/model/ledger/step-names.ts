/** The step under which it is on record that an approved plan has begun. */
export const approvedPlanStep = 'plan/approved';
