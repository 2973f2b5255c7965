"""The provisions of 別冊３ (the scheme for corporate-tax treatment), one small function each."""
