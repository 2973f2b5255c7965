"""The provisions on the organisation of a council: one small function each, judged on the business date.

`asking.offices` are the offices that the asking person holds for the council in question: a bureau officer holds that
office only towards the councils in the bureau's area.
"""
