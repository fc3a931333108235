"""What people lack for the job they hold and the one they head for, and what is asked ever more."""
