"""A spec and everything it includes, loaded for one target: valid, expanded, and linked."""

from runner.project.files import find_root
from runner.project.load import check_project, load_project
from runner.project.model import Link, LocalPath, Options, Project, Resource, ResourceId, Target

__all__ = [
    "Link",
    "LocalPath",
    "Options",
    "Project",
    "Resource",
    "ResourceId",
    "Target",
    "check_project",
    "find_root",
    "load_project",
]
