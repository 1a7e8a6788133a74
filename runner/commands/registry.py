"""The commands that there are: where each one is, and what the list of commands says about it."""

COMMANDS: dict[str, tuple[str, str]] = {
    "validate": ("runner.commands.validate:command", "Check specs: every problem, at its line."),
    "explain": ("runner.commands.explain:command", "Explain a diagnostic by its code."),
    "render": ("runner.commands.render:command", "Write the Azure ML CLI v2 manifests of a spec."),
    "origin": ("runner.commands.origin:command", "Show where a value of a spec comes from."),
    "schema": ("runner.commands.schema:command", "Print the JSON Schema of specs, for editors."),
    "plan": ("runner.commands.plan:command", "Show what an apply would do."),
    "apply": ("runner.commands.apply:command", "Make it so: create resources, submit jobs, follow them."),
    "destroy": ("runner.commands.destroy:command", "Delete or archive what the project made on a target."),
    "jobs": ("runner.commands.jobs:command", "List the jobs of this machine."),
    "show": ("runner.commands.show:command", "Show one job: status, times, metrics, folders."),
    "logs": ("runner.commands.logs:command", "Print a job's log, or follow it."),
    "cancel": ("runner.commands.cancel:command", "End a job."),
    "models": ("runner.commands.models:command", "List the registered models of this machine."),
    "ui": ("runner.commands.ui:command", "Serve MLflow's web page on this machine's runs."),
}
