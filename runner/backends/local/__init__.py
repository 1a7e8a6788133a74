"""This machine as a target: a store of resources and jobs, MLflow's tracking store, and a supervisor for each job.

Everything lies in `.runner/` at the project's root and can be deleted as a whole when no job runs.
"""
