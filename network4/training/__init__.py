"""Training: what is asked for, epoch after epoch, and the run that comes of it.

Nothing is imported here, so that schedules cost no more than they are.
"""
