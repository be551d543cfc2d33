"""Rules against trafficking, pure: what raises a concern, who sees a shielded record, until when a referral is due."""
