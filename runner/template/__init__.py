"""`{{ expression }}` in string values: split, checked against an allow-list, evaluated in a sandbox."""

from runner.template.expand import Expander
from runner.template.split import Part, has_template, split
from runner.template.values import Names, Origins, Secret, TemplateBudget, Value

__all__ = ["Expander", "Names", "Origins", "Part", "Secret", "TemplateBudget", "Value", "has_template", "split"]
