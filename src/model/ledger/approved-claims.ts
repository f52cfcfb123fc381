import type { StepRecord } from '../ports/ledger.ts';

/** A claim that somebody has approved to be deleted, and no other one of that name. */
export interface ApprovedClaim {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** The claims that an approval on record is for. */
export function approvedClaims({ facts }: StepRecord): readonly ApprovedClaim[] {
  return JSON.parse(facts.claims ?? '[]') as ApprovedClaim[];
}

/** What is put on record of an approval, before the first of its claims is deleted. */
export function factsOfApproval(claims: readonly ApprovedClaim[]): StepRecord['facts'] {
  return { claims: JSON.stringify(claims) };
}
