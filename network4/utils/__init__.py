"""What every room may need: checks of arguments, files, randomness, processes."""
