"""Next items on real logs: Bina's command beside tuned models of three libraries."""
