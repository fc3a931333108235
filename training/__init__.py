"""From profiles to a champion: outcomes, folds in time, evaluation, registry and model card."""
