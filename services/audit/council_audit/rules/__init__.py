"""The provisions on secrecy that audit decides."""
