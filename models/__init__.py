"""What is learned or decided: estimators, scorers and the ranking; no clock, network or files."""
