"""What people and other systems meet: the command, the store, the API and the console."""
