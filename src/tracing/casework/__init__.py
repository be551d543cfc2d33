"""Rules of protection work, pure: agency kinds and roles, who sees what, decisions, states, holds, retention (brief I)."""
