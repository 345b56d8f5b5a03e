"""Training: what is asked for, epoch after epoch, and the run that comes of it.

Nothing is imported here, so that importing a schedule does not load the engines.
"""
