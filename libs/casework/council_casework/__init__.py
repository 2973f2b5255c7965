"""What every case has, whatever its line and service: papers, and corrections of what was recorded.

`papers` and `corrections` are pure, for domain.py and rules.py; what opens, streams or answers stands in modules beside them.
"""
