"""Training on invented pairs whose truth is known: what a decision is worth, how well somebody agrees with the truth, courses."""
