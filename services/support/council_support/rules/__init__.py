"""The provisions of 別冊２ that support decides, one small function each. Pure; effective-dated by the day of the act."""
