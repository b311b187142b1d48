"""The examples: five businesses with known truth (the specification of the scenarios), as sheets, files or a workspace.

Refuses to look like real data: its people do not exist, its addresses end in example.com, and its workspaces say so.
"""

from crm_core.demo.parameters import parameters_of, scenario_names
from crm_core.demo.scenario import Scenario, generate, write_scenario
from crm_core.demo.workspace import create_demo, truth_path

__all__ = ["Scenario", "create_demo", "generate", "parameters_of", "scenario_names", "truth_path", "write_scenario"]
