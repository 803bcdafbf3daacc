"""From a decision to a referral: cases, evidence, the law, approvals, the sealed package."""
