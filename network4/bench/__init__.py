"""The same training step in network4 and in its peers, timed side by side in one run.

Nothing is imported here: a worker has to limit its cores before NumPy is loaded.
"""
