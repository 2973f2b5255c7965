"""The provisions of 別冊２, one small function each. Pure; effective-dated by the day of the act."""
