/** The step under which it is on record that an approved plan has begun. */
export const approvedPlanStep = 'plan/approved';
/** The step under which it is on record that data is deleted by an approval. */
export const prunedDataStep = 'data/prune';
/** With what the steps of hooks begin: `hook/PreSync/Job.batch/ns/name`. */
export const hookSteps = 'hook/';
