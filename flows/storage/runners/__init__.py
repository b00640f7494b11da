"""Where the batches of a build are worked on: processes of this machine, threads, or a cluster.

A runner takes batches and what their parts depend on, and yields what they become, as they are done. Every runner
makes the same parts. `choice` says which there are; what becomes of an article whose worker is lost, `losses`.
"""
