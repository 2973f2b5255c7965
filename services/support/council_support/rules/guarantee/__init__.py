"""The provisions of 別冊４ (settlement of guarantee debts), one small function each."""
