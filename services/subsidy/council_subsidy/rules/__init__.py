"""The provisions of the plan-subsidy programme, one small function each."""
