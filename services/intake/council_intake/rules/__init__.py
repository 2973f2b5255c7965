"""The provisions on consultations and companies: one small function each, judged on the business date."""
